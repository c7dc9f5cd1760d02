//! .env files: read as Kozmoai reads them, edited in place with every other byte kept.
