//! Conversion of values to and from PostgreSQL.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use postgres::types::{Format, FromSql, IsNull, to_sql_checked};

use super::prelude::*;

/// PostgreSQL's epoch, in microseconds since 1970.
const EPOCH: i64 = 946_684_800_000_000;

type Failure = Box<dyn Error + Sync + Send>;

impl ToSql for SqlValue {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Flag(flag) => out.put_u8(u8::from(*flag)),
            Self::Int(number) => out.put_slice(number.to_string().as_bytes()),
            Self::Text(text) => out.put_slice(text.as_bytes()),
            Self::Bytes(bytes) => out.put_slice(bytes),
            Self::Id(id) => out.put_slice(id.as_bytes()),
            Self::Time(time) => out.put_i64(time.as_microsecond() - EPOCH),
            Self::List(values) => out.put_slice(list(values)?.as_bytes()),
        }
        Ok(IsNull::No)
    }

    /// The server infers the types of parameters, which the driver does not learn; a value whose binary form depends on the type
    /// is sent as text.
    fn encode_format(&self, _: &Type) -> Format {
        match self {
            Self::Int(_) | Self::Text(_) | Self::List(_) => Format::Text,
            Self::Null | Self::Flag(_) | Self::Id(_) | Self::Time(_) | Self::Bytes(_) => Format::Binary,
        }
    }

    /// The statements of this program pass matching values.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// An array as text.
fn list(values: &[SqlValue]) -> Result<String, Failure> {
    let mut text = String::from("{");
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        match value {
            SqlValue::Id(id) => text.push_str(&id.to_string()),
            SqlValue::Text(part) => {
                text.push('"');
                for sign in part.chars() {
                    if matches!(sign, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(sign);
                }
                text.push('"');
            }
            _ => return Err("a list of something other than IDs and texts".into()),
        }
    }
    text.push('}');
    Ok(text)
}

impl<'a> FromSql<'a> for SqlValue {
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
            Type::TID => Self::Bytes(raw.to_vec()),
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
