//! What every store on a database of Kozmoai's must do.
