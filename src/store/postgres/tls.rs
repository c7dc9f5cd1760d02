//! TLS, and what libpq's sslmode asks of it.
//!
//! `allow`, `prefer` and `require` encrypt without verifying the server, unless root certificates exist; `verify-ca` requires a
//! certificate that those have signed, `verify-full` also one with the server's name.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::version::{TLS12, TLS13};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme, SupportedProtocolVersion};
use zeroize::Zeroizing;

use super::certificate::Shown;
use super::prelude::*;

/// How to connect to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TlsAttempt {
    /// Unencrypted.
    Plain,
    /// Encrypted.
    Tls,
}

/// The attempts that an sslmode allows, in the order in which they are tried.
///
/// # Errors
/// `Usage`: the address has an option that needs an encrypted connection, but asks for a plain one.
pub(super) fn attempts(url: &PostgresUrl, host: &Host) -> Result<&'static [TlsAttempt]> {
    // As in libpq, nothing is encrypted on local sockets.
    let attempts: &[TlsAttempt] = match mode(url) {
        _ if host.is_socket() => &[TlsAttempt::Plain],
        "disable" => &[TlsAttempt::Plain],
        "allow" => &[TlsAttempt::Plain, TlsAttempt::Tls],
        "prefer" => &[TlsAttempt::Tls, TlsAttempt::Plain],
        _ => &[TlsAttempt::Tls],
    };
    let needs = ["require_auth", "sslnegotiation", "channel_binding"].into_iter().find(|name| match url.option(name) {
        Some("postgres" | "disable" | "prefer") | None => false,
        Some(_) => true,
    });
    match needs {
        None => Ok(attempts),
        Some(_) if attempts.contains(&TlsAttempt::Tls) => Ok(&[TlsAttempt::Tls]),
        Some(option) => Err(ServerError::TlsRequired { option, host: host.name.clone() }.into()),
    }
}

fn mode(url: &PostgresUrl) -> &str {
    // The system's own certificates sign anyone's server, so the name is verified too.
    if url.option("sslrootcert") == Some("system") {
        return "verify-full";
    }
    let required = if url.option("requiressl") == Some("1") { "require" } else { "prefer" };
    url.option("sslmode").unwrap_or(required)
}

/// The TLS configuration for the servers of this address.
pub(super) fn config(url: &PostgresUrl) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let is = |option: &str, version: &str| url.option(option).is_some_and(|value| value.eq_ignore_ascii_case(version));
    let versions: &[&SupportedProtocolVersion] =
        match (is("ssl_min_protocol_version", "TLSv1.3"), is("ssl_max_protocol_version", "TLSv1.2")) {
            (false, false) => rustls::DEFAULT_VERSIONS,
            (true, false) => &[&TLS13],
            (false, true) => &[&TLS12],
            (true, true) => {
                return Err(ServerError::TlsVersions.into());
            }
        };
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions)
        .map_err(|error| Error::from(ServerError::TlsSetup).because(error))?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(Verifier::of(url, provider)?));
    let mut config = match client_certificate(url)? {
        None => builder.with_no_client_auth(),
        Some((chain, key)) => builder
            .with_client_auth_cert(chain, key)
            .map_err(|error| Error::from(ServerError::ClientKeyMismatch).because(error))?,
    };
    config.enable_sni = url.option("sslsni") != Some("0");
    if url.option("sslnegotiation") == Some("direct") {
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(config)
}

/// A file in libpq's directory of certificates, if it exists.
fn default_file(name: &str) -> Option<PathBuf> {
    etcetera::home_dir().ok().map(|home| home.join(".postgresql").join(name)).filter(|path| path.exists())
}

/// Root certificates.
struct Roots {
    store: RootCertStore,
    /// The certificates of a file: a server may present one of them itself.
    named: Vec<CertificateDer<'static>>,
    /// The file.
    file: Option<PathBuf>,
}

fn roots(url: &PostgresUrl) -> Result<Option<Roots>> {
    let mut store = RootCertStore::empty();
    let named = url.option("sslrootcert").map(PathBuf::from);
    if named.as_deref() == Some(Path::new("system")) {
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(Some(Roots { store, named: Vec::new(), file: None }));
    }
    let Some(path) = named.or_else(|| default_file("root.crt")) else { return Ok(None) };
    let named = certificates(&path)?;
    for certificate in &named {
        store.add(certificate.clone()).map_err(|error| unusable(&path).because(error))?;
    }
    Ok(Some(Roots { store, named, file: Some(path) }))
}

/// The lists of revoked certificates.
fn revoked(url: &PostgresUrl) -> Result<Vec<CertificateRevocationListDer<'static>>> {
    let Some(path) = url.option("sslcrl").map(PathBuf::from).or_else(|| default_file("root.crl")) else { return Ok(Vec::new()) };
    let lists = CertificateRevocationListDer::pem_slice_iter(&content(&path)?).collect::<Result<Vec<_>, _>>();
    let lists = lists.map_err(|error| unusable(&path).because(error))?;
    if lists.is_empty() { Err(unusable(&path)) } else { Ok(lists) }
}

fn client_certificate(url: &PostgresUrl) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>> {
    if url.option("sslcertmode") == Some("disable") {
        return Ok(None);
    }
    let file = |option, name| url.option(option).map(PathBuf::from).or_else(|| default_file(name));
    let (Some(certificate), Some(key)) = (file("sslcert", "postgresql.crt"), file("sslkey", "postgresql.key")) else {
        return Ok(None);
    };
    let secret = PrivateKeyDer::from_pem_slice(&content(&key)?).map_err(|error| unusable(&key).because(error))?;
    Ok(Some((certificates(&certificate)?, secret)))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_slice_iter(&content(path)?).collect::<Result<Vec<_>, _>>();
    found.map_err(|error| unusable(path).because(error))
}

/// The content of a file. A pipe without a writer does not block, and a file without an end is not read completely.
fn content(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    input::read(path)?.ok_or_else(|| unusable(path).because(io::Error::from(io::ErrorKind::NotFound)))
}

fn unusable(path: &Path) -> Error {
    ServerError::CertificateFile { path: path.to_owned() }.into()
}

/// Verifies a server's certificate as the sslmode requires.
#[derive(Debug)]
struct Verifier {
    /// None accepts every certificate.
    roots: Option<Arc<WebPkiServerVerifier>>,
    /// Certificates that are trusted directly.
    trusted: Vec<CertificateDer<'static>>,
    /// Whether the name must match.
    names: bool,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    fn of(url: &PostgresUrl, provider: Arc<CryptoProvider>) -> Result<Self> {
        let mode = mode(url);
        let roots = match mode {
            "require" | "verify-ca" | "verify-full" => roots(url)?,
            _ => None,
        };
        if roots.is_none() && mode.starts_with("verify") {
            return Err(ServerError::NoRootCertificates { mode: mode.to_owned() }.into());
        }
        let names = mode == "verify-full";
        let Some(Roots { store, named, file }) = roots else {
            return Ok(Self { roots: None, trusted: Vec::new(), names, provider });
        };
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(&provider))
            .with_crls(revoked(url)?)
            .build()
            .map_err(|error| {
                let path = file.as_deref().unwrap_or(Path::new("system"));
                unusable(path).because(error)
            })?;
        Ok(Self { roots: Some(verifier), trusted: named, names, provider })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let shown = Shown::of(certificate)?;
        let Some(roots) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        if self.trusted.iter().any(|trusted| trusted == certificate) {
            shown.is_valid_at(now)?;
            return match self.names {
                true => verify_server_name(&ParsedCertificate::try_from(certificate)?, name)
                    .map(|()| ServerCertVerified::assertion())
                    .map_err(|error| shown.explain(error)),
                false => Ok(ServerCertVerified::assertion()),
            };
        }
        match roots.verify_server_cert(certificate, chain, name, ocsp, now) {
            // The name is checked last.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.names => Ok(ServerCertVerified::assertion()),
            verdict => verdict.map_err(|error| shown.explain(error)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
