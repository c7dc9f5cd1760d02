//! The secrets of a user, read from Kozmoai's three tables and written back where they differ.

use super::prelude::*;
use crate::error::SecretError;

const STORE_KEYS: &str = "SELECT id, store_api_key FROM \"user\"";

/// The secrets of one user.
pub(super) fn of(db: &mut dyn Executor, user: UserId) -> Result<UserSecrets> {
    let mut found = BTreeMap::new();
    read(db, "= ?1", &[user.0.into()], &mut found)?;
    Ok(found.remove(&user).unwrap_or_default())
}

/// The owner of a value.
pub(super) fn owner(db: &mut dyn Executor, place: SecretLocation) -> Result<Option<SecretOwner>> {
    let sql = match place {
        SecretLocation::Variable(_) => {
            "SELECT u.id, u.username, v.name FROM variable v JOIN \"user\" u ON u.id = v.user_id WHERE v.id = ?1"
        }
        SecretLocation::StoreKey(_) => "SELECT id, username FROM \"user\" WHERE id = ?1",
    };
    let Some(row) = db.row(sql, &[place.id().into()])? else { return Ok(None) };
    let variable = match place {
        SecretLocation::Variable(_) => row.maybe_text(2)?,
        SecretLocation::StoreKey(_) => None,
    };
    Ok(Some(SecretOwner { user: UserId(row.id(0)?), username: row.text(1)?, variable }))
}

/// Secrets that are not empty, of the users after one, in the order of their ids.
pub(super) fn window(db: &mut dyn Executor, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
    beside(db, ">", "ASC", after.map_or(Uuid::nil(), |user| user.0), limit)
}

/// The same for the users right before one, or for the last ones.
pub(super) fn window_before(db: &mut dyn Executor, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
    beside(db, "<", "DESC", before.map_or(Uuid::max(), |user| user.0), limit)
}

fn beside(db: &mut dyn Executor, side: &str, order: &str, user: Uuid, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
    let sql = format!(
        "SELECT user_id FROM variable WHERE user_id {side} ?1 UNION SELECT user_id FROM apikey WHERE user_id {side} ?1
         UNION SELECT id FROM \"user\" WHERE id {side} ?1 AND store_api_key IS NOT NULL ORDER BY 1 {order} LIMIT ?2"
    );
    let rows = db.rows(&sql, &[user.into(), (limit as u64).into()])?;
    let ids = rows.iter().map(|row| row.id(0)).collect::<Result<BTreeSet<_>>>()?;
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
    let mut found = BTreeMap::new();
    read(db, "BETWEEN ?1 AND ?2", &[(*first).into(), (*last).into()], &mut found)?;
    Ok(found.into_iter().filter(|(_, secrets)| !secrets.is_empty()).collect())
}

/// Reads the secrets of users whose ids meet a condition.
fn read(db: &mut dyn Executor, condition: &str, params: &[SqlValue], found: &mut BTreeMap<UserId, UserSecrets>) -> Result<()> {
    for row in db.rows(&VARIABLES.select(&format!("WHERE user_id {condition}")), params)? {
        found.entry(UserId(row.id(1)?)).or_default().variables.push(variable(&row)?);
    }
    for row in db.rows(&API_KEYS.select(&format!("WHERE user_id {condition}")), params)? {
        found.entry(UserId(row.id(1)?)).or_default().api_keys.push(api_key(&row)?);
    }
    for row in db.rows(&format!("{STORE_KEYS} WHERE store_api_key IS NOT NULL AND id {condition}"), params)? {
        found.entry(UserId(row.id(0)?)).or_default().store_api_key = row.maybe_text(1)?;
    }
    found.values_mut().for_each(UserSecrets::sort);
    Ok(())
}

pub(super) fn variable(row: &Row) -> Result<Variable> {
    // The only type whose value Kozmoai shows.
    let kind = if row.maybe_text(4)?.as_deref() == Some("Generic") { VariableType::Generic } else { VariableType::Credential };
    let fields = row.maybe_text(5)?;
    Ok(Variable {
        id: VariableId(row.id(0)?),
        name: row.text(2)?,
        value: row.maybe_text(3)?.unwrap_or_default(),
        kind,
        default_fields: fields.and_then(|fields| serde_json::from_str(&fields).ok()).unwrap_or_default(),
        created_at: row.maybe_time(6)?,
        updated_at: row.maybe_time(7)?,
    })
}

pub(super) fn api_key(row: &Row) -> Result<ApiKey> {
    let key = row.text(3)?;
    Ok(ApiKey {
        id: ApiKeyId(row.id(0)?),
        name: row.maybe_text(2)?,
        prefix: ApiKey::prefix_of(&key),
        kept: StoredApiKey::Plain(key),
        created_at: row.time(4)?,
        last_used_at: row.maybe_time(5)?,
        total_uses: u64::try_from(row.int(6)?).unwrap_or(0),
        is_active: row.flag(7)?,
        expires_at: None,
    })
}

/// Changes what differs between two states of a user's secrets; false if another client changed some of it in the meantime.
pub(super) fn update(db: &mut dyn Executor, user: UserId, before: &UserSecrets, after: &UserSecrets) -> Result<bool> {
    let found = of(db, user)?;
    let mut decided_on = before.clone();
    decided_on.sort();
    let names: BTreeSet<&str> = after.variables.iter().map(|variable| variable.name.as_str()).collect();
    let twice = after.variables.len() - names.len();
    let twice_before = before.variables.iter().map(|variable| &variable.name).collect::<BTreeSet<_>>().len();
    // Two with the same name may exist, because Kozmoai's table has no constraint against it; none is added.
    if (found != decided_on && found.rebased(before, after).is_none()) || twice > before.variables.len() - twice_before {
        return Ok(false);
    }
    let variables = |secrets: &UserSecrets| secrets.variables.iter().map(|v| (v.id.0, variable_values(user, v))).collect();
    let row = |key: &ApiKey| Ok((key.id.0, api_key_values(user, key)?));
    let keys_before = before.api_keys.iter().map(row).collect::<Result<_>>()?;
    let keys_after = after.api_keys.iter().filter(|key| stays(before, key)).map(row).collect::<Result<_>>()?;
    let written =
        VARIABLES.replace(db, &variables(before), &variables(after))? && API_KEYS.replace(db, &keys_before, &keys_after)?;
    if written && before.store_api_key != after.store_api_key {
        let sql = "UPDATE \"user\" SET store_api_key = ?1 WHERE id = ?2";
        db.change(sql, &[after.store_api_key.clone().into(), user.0.into()])?;
    }
    Ok(written)
}

/// Whether an API key is kept. A revoked one is deleted, because Kozmoai would still accept it; one that was already revoked is
/// not part of this change.
fn stays(before: &UserSecrets, key: &ApiKey) -> bool {
    key.is_active || before.api_keys.contains(key)
}

/// Whether a user's secrets contain what [`update`] wrote.
pub(super) fn is_written(db: &mut dyn Executor, user: UserId, before: &UserSecrets, after: &UserSecrets) -> Result<bool> {
    let mut written = after.clone();
    written.api_keys.retain(|key| stays(before, key));
    written.sort();
    Ok(of(db, user)?.rebased(&written, before).is_some())
}

/// The row of a variable.
pub(super) fn variable_values(user: UserId, variable: &Variable) -> Vec<SqlValue> {
    let kind = match variable.kind {
        VariableType::Credential => "Credential",
        VariableType::Generic => "Generic",
    };
    vec![
        variable.id.0.into(),
        user.0.into(),
        variable.name.as_str().into(),
        variable.value.as_str().into(),
        kind.into(),
        json_list(&variable.default_fields).into(),
        variable.created_at.into(),
        variable.updated_at.into(),
    ]
}

/// The row of an API key.
pub(super) fn api_key_values(user: UserId, key: &ApiKey) -> Result<Vec<SqlValue>> {
    let StoredApiKey::Plain(text) = &key.kept else {
        return Err(StoreError::ApiKeyHashOnly.into());
    };
    if key.expires_at.is_some() {
        return Err(SecretError::ExpiryUnsupported.into());
    }
    Ok(vec![
        key.id.0.into(),
        user.0.into(),
        key.name.clone().into(),
        text.as_str().into(),
        key.created_at.into(),
        key.last_used_at.into(),
        key.total_uses.into(),
        key.is_active.into(),
    ])
}

/// A list of texts as Python's `json.dumps` writes it.
fn json_list(texts: &[String]) -> String {
    let quoted = |text: &String| {
        let mut out = String::from("\"");
        for unit in text.encode_utf16() {
            match unit {
                0x22 => out.push_str("\\\""),
                0x5c => out.push_str("\\\\"),
                0x08 => out.push_str("\\b"),
                0x09 => out.push_str("\\t"),
                0x0a => out.push_str("\\n"),
                0x0c => out.push_str("\\f"),
                0x0d => out.push_str("\\r"),
                unit => match char::from_u32(u32::from(unit)).filter(|c| matches!(c, ' '..='~')) {
                    Some(plain) => out.push(plain),
                    None => out.push_str(&format!("\\u{unit:04x}")),
                },
            }
        }
        out + "\""
    };
    format!("[{}]", texts.iter().map(quoted).collect::<Vec<_>>().join(", "))
}
