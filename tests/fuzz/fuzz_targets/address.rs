//! Addresses of databases: never shown with a password, and the same when read again as shown.

use kozmoai::model::StoreUrl;

const PASSWORD: &str = "hunter2hunter2";

pub(crate) fn corpus() -> Vec<Vec<u8>> {
    [
        "data",
        "/var/lib/kozmoai",
        "sled:///data",
        "sled:////srv/kozmoai/store",
        "sqlite:///kozmoai.db",
        "sqlite+aiosqlite:////srv/kozmoai/kozmoai.db?timeout=5",
        "postgresql://kozmoai:hunter2hunter2@db.example.org:5432/kozmoai",
        "postgresql+psycopg://kozmoai@db/kozmoai?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem",
        "postgresql://kozmoai:hunter2hunter2@[2001:db8::1]:5433,second:5434/kozmoai?target_session_attrs=read-write",
        "postgres:///kozmoai?host=/run/postgresql&user=anna&password=hunter2hunter2",
        "postgresql://a%40b:c%2Fd@h/e%20f",
        "postgresql:///kozmoai?host=/run/postgresql&user&dbname=",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

pub(crate) fn run(data: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(data);
    match StoreUrl::parse(&text) {
        Ok(url) => {
            let shown = url.to_string();
            if let StoreUrl::Postgres(postgres) = &url
                && postgres.password_for(0) == Some(PASSWORD)
                && text.matches(PASSWORD).count() == 1
            {
                assert!(!shown.contains(PASSWORD), "{shown}");
                assert!(!format!("{url:?}").contains(PASSWORD), "{url:?}");
            }
            assert!(!shown.contains(char::is_control), "{shown:?}");
            let again = StoreUrl::parse(&shown).unwrap_or_else(|problem| panic!("{shown:?}: {problem}"));
            assert_eq!(again.to_string(), shown);
            assert_eq!((again.engine(), again.path()), (url.engine(), url.path()), "{shown}");
            url.engine().len() as u64
        }
        Err(problem) => 100 + problem.to_string().len() as u64,
    }
}
