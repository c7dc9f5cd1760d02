//! The secrets of a user, read from Kozmoai's three tables and written back where they differ.

use super::prelude::*;
use crate::error::SecretError;

/// The maximum number of variables that are read one by one; if more are wanted, all of the user are read.
const MOST_VARIABLES: usize = 500;

/// A part of the secrets of one user.
pub(super) fn of(db: &mut dyn Executor, user: UserId, part: SecretsPart<'_>) -> Result<UserSecrets> {
    let none = Wanted { variables: WantedVariables::NONE, api_keys: false, store_api_key: false };
    let wanted = match part {
        SecretsPart::All => Wanted { variables: WantedVariables::All, api_keys: true, store_api_key: true },
        SecretsPart::Variables(names) => Wanted { variables: WantedVariables::some(BTreeSet::new(), names.clone()), ..none },
        SecretsPart::ApiKeys => Wanted { api_keys: true, ..none },
        SecretsPart::StoreKey => Wanted { store_api_key: true, ..none },
    };
    Ok(part.take_from(wanted.read(db, user)?))
}

/// Those secrets of one user that are read.
struct Wanted<'a> {
    variables: WantedVariables<'a>,
    api_keys: bool,
    store_api_key: bool,
}

impl<'a> Wanted<'a> {
    /// The secrets by which a change from one state to another can be decided.
    fn for_change(before: &'a UserSecrets, after: &'a UserSecrets) -> Self {
        let changed = UserSecrets::changed_variables(before, after);
        let names = changed.values().filter_map(|(_, new)| new.map(|new| new.name.as_str())).collect();
        Self {
            variables: WantedVariables::some(changed.into_keys().collect(), names),
            api_keys: !UserSecrets::changed_api_keys(before, after).is_empty(),
            store_api_key: before.store_api_key != after.store_api_key,
        }
    }

    fn read(&self, db: &mut dyn Executor, user: UserId) -> Result<UserSecrets> {
        let mut found = Found::new();
        if let Some((condition, params)) = self.variables.condition(user) {
            read_variables(db, &condition, &params, &mut found)?;
        }
        if self.api_keys {
            read_api_keys(db, "= ?1", &[user.0.into()], &mut found)?;
        }
        if self.store_api_key {
            read_store_keys(db, "= ?1", &[user.0.into()], &mut found)?;
        }
        let mut secrets = found.remove(&user).unwrap_or_default();
        secrets.sort();
        Ok(secrets)
    }
}

/// Those variables of one user that are read.
enum WantedVariables<'a> {
    All,
    Some { ids: BTreeSet<VariableId>, names: BTreeSet<&'a str> },
}

impl<'a> WantedVariables<'a> {
    const NONE: Self = Self::Some { ids: BTreeSet::new(), names: BTreeSet::new() };

    /// Those with some ids or names, unless too many are wanted. PostgreSQL accepts no name with NUL.
    fn some(ids: BTreeSet<VariableId>, names: BTreeSet<&'a str>) -> Self {
        let needs_all = ids.len() + names.len() > MOST_VARIABLES || names.iter().any(|name| name.contains('\0'));
        if needs_all { Self::All } else { Self::Some { ids, names } }
    }

    /// The condition that their rows meet, and its parameters; none if no row is wanted. Kozmoai's table has an index on the ids
    /// alone, so names are asked for only where they matter.
    fn condition(&self, user: UserId) -> Option<(String, Vec<SqlValue>)> {
        let mut params = vec![user.0.into()];
        let Self::Some { ids, names } = self else { return Some(("= ?1".to_owned(), params)) };
        let mut among = |column: &str, values: Vec<SqlValue>| {
            let places: Vec<String> = (1..=values.len()).map(|place| format!("?{}", params.len() + place)).collect();
            params.extend(values);
            (!places.is_empty()).then(|| format!("{column} IN ({})", places.join(", ")))
        };
        let by_id = among("id", ids.iter().map(|id| id.0.into()).collect());
        let by_name = among("name", names.iter().map(|name| (*name).into()).collect());
        let either: Vec<String> = by_id.into_iter().chain(by_name).collect();
        (!either.is_empty()).then(|| (format!("= ?1 AND ({})", either.join(" OR ")), params))
    }
}

/// The owner of an API key.
pub(super) fn api_key_owner(db: &mut dyn Executor, id: ApiKeyId) -> Result<Option<UserId>> {
    let sql = "SELECT u.id FROM apikey k JOIN \"user\" u ON u.id = k.user_id WHERE k.id = ?1";
    db.row(sql, &[id.0.into()])?.map(|row| row.id(0).map(UserId)).transpose()
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
    let (mut found, params) = (Found::new(), [(*first).into(), (*last).into()]);
    for read in [read_variables, read_api_keys, read_store_keys] {
        read(db, "BETWEEN ?1 AND ?2", &params, &mut found)?;
    }
    found.values_mut().for_each(UserSecrets::sort);
    Ok(found.into_iter().filter(|(_, secrets)| !secrets.is_empty()).collect())
}

/// The secrets of users that were read.
type Found = BTreeMap<UserId, UserSecrets>;

/// Reads variables whose users' ids meet a condition.
fn read_variables(db: &mut dyn Executor, condition: &str, params: &[SqlValue], found: &mut Found) -> Result<()> {
    for row in db.rows(&VARIABLES.select(&format!("WHERE user_id {condition}")), params)? {
        found.entry(UserId(row.id(1)?)).or_default().variables.push(variable(&row)?);
    }
    Ok(())
}

/// The same for API keys.
fn read_api_keys(db: &mut dyn Executor, condition: &str, params: &[SqlValue], found: &mut Found) -> Result<()> {
    for row in db.rows(&API_KEYS.select(&format!("WHERE user_id {condition}")), params)? {
        found.entry(UserId(row.id(1)?)).or_default().api_keys.push(api_key(&row)?);
    }
    Ok(())
}

/// The same for Kozmoai Store API keys.
fn read_store_keys(db: &mut dyn Executor, condition: &str, params: &[SqlValue], found: &mut Found) -> Result<()> {
    let sql = format!("SELECT id, store_api_key FROM \"user\" WHERE store_api_key IS NOT NULL AND id {condition}");
    for row in db.rows(&sql, params)? {
        found.entry(UserId(row.id(0)?)).or_default().store_api_key = row.maybe_text(1)?;
    }
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
    // Two with the same name may exist, because Kozmoai's table has no constraint against it; none is added.
    let twice = |secrets: &UserSecrets| {
        let names: BTreeSet<&str> = secrets.variables.iter().map(|variable| variable.name.as_str()).collect();
        secrets.variables.len() - names.len()
    };
    let found = Wanted::for_change(before, after).read(db, user)?;
    if found.rebased(before, after).is_none() || twice(after) > twice(before) {
        return Ok(false);
    }
    let variable = |variable| variable_values(user, variable);
    let variables = UserSecrets::changed_variables(before, after).into_values();
    let variables: Vec<_> = variables.map(|(old, new)| (old.map(variable), new.map(variable))).collect();
    let key = |key: Option<&ApiKey>| key.map(|key| api_key_values(user, key)).transpose();
    let keys = UserSecrets::changed_api_keys(before, after).into_values();
    let keys = keys.map(|(old, new)| Ok((key(old)?, key(new.filter(|new| stays(before, new)))?))).collect::<Result<Vec<_>>>()?;
    let written = VARIABLES.change(db, &variables)? && API_KEYS.change(db, &keys)?;
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
    Ok(Wanted::for_change(&written, before).read(db, user)?.rebased(&written, before).is_some())
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
