//! Pieces that several screens are made of.

pub mod approval;
pub mod beside;
pub mod concern;
pub mod key_history;
pub mod lockout;
pub mod owned_screen;
pub mod owner;
pub mod rotation;
pub mod sorting;
pub mod store_key;
pub mod user_pane;
