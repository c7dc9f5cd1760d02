//! Values as PostgreSQL sends and takes them.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::model::Timestamp;
use crate::store::kozmoai::Cell;

/// What PostgreSQL counts microseconds from, in those of 1970.
const EPOCH: i64 = 946_684_800_000_000;

type Failure = Box<dyn Error + Sync + Send>;

impl ToSql for Cell {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Flag(flag) => out.put_u8(u8::from(*flag)),
            Self::Int(number) => match *ty {
                Type::INT2 => out.put_i16((*number).try_into()?),
                Type::INT4 => out.put_i32((*number).try_into()?),
                // The least number is a time before all others on either side.
                Type::TIMESTAMP | Type::TIMESTAMPTZ if *number != i64::MIN => {
                    out.put_i64(number.checked_sub(EPOCH).ok_or("a time out of reach")?);
                }
                _ => out.put_i64(*number),
            },
            Self::Text(text) => {
                if *ty == Type::JSONB {
                    out.put_u8(1);
                }
                out.put_slice(text.as_bytes());
            }
            Self::Id(id) => out.put_slice(id.as_bytes()),
            Self::Time(time) => out.put_i64(time.as_microsecond() - EPOCH),
            Self::List(cells) => return cells.to_sql(ty, out),
        }
        Ok(IsNull::No)
    }

    /// Our own statements hand over what fits.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        Ok(match *ty {
            Type::BOOL => Self::Flag(bool::from_sql(ty, raw)?),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::UUID => Self::Id(Uuid::from_slice(raw)?),
            Type::TIMESTAMP | Type::TIMESTAMPTZ => {
                let micros = i64::from_be_bytes(raw.try_into()?).checked_add(EPOCH).ok_or("a time out of reach")?;
                Self::Time(Timestamp::from_microsecond(micros)?)
            }
            Type::JSONB => Self::Text(str::from_utf8(raw.get(1..).unwrap_or_default())?.to_owned()),
            _ => Self::Text(str::from_utf8(raw)?.to_owned()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
