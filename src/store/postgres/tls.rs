//! TLS, and what libpq's sslmode asks of it.
//!
//! `allow`, `prefer` and `require` encrypt without asking who is at the other end, unless root certificates are at hand;
//! `verify-ca` asks for a certificate that those vouch for, `verify-full` for one in the server's name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::error::{Error, Kind, Result};
use crate::model::PostgresUrl;

/// How a connection to a host is tried, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In the open.
    Plain,
    /// Encrypted.
    Tls,
}

/// The ways that an sslmode allows.
pub(super) fn ways(url: &PostgresUrl, host: &str) -> &'static [Way] {
    // As libpq has it, nothing is encrypted on this machine's own sockets.
    if host.starts_with('/') {
        return &[Way::Plain];
    }
    match mode(url) {
        "disable" => &[Way::Plain],
        "allow" => &[Way::Plain, Way::Tls],
        "prefer" => &[Way::Tls, Way::Plain],
        _ => &[Way::Tls],
    }
}

fn mode(url: &PostgresUrl) -> &str {
    // The system's own certificates vouch for anyone's server, so its name is looked at too.
    if url.option("sslrootcert") == Some("system") { "verify-full" } else { url.option("sslmode").unwrap_or("prefer") }
}

/// How TLS is spoken with the servers of this address.
pub(super) fn config(url: &PostgresUrl) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(Kind::Unexpected, "TLS can't be set up.").because(error))?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(Verifier::of(url, provider)?));
    match client_certificate(url)? {
        None => Ok(builder.with_no_client_auth()),
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|error| {
            Error::new(Kind::Usage, "The certificate and the key of sslcert and sslkey do not fit.").because(error)
        }),
    }
}

/// libpq's folder of certificates.
fn default_file(name: &str) -> Option<PathBuf> {
    etcetera::home_dir().ok().map(|home| home.join(".postgresql").join(name)).filter(|path| path.exists())
}

fn roots(url: &PostgresUrl) -> Result<Option<RootCertStore>> {
    let mut roots = RootCertStore::empty();
    let named = url.option("sslrootcert").map(PathBuf::from);
    if named.as_deref() == Some(Path::new("system")) {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(Some(roots));
    }
    let Some(path) = named.or_else(|| default_file("root.crt")) else { return Ok(None) };
    for certificate in certificates(&path)? {
        roots.add(certificate).map_err(|error| unusable(&path).because(error))?;
    }
    Ok(Some(roots))
}

fn client_certificate(url: &PostgresUrl) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>> {
    let file = |option, name| url.option(option).map(PathBuf::from).or_else(|| default_file(name));
    let (Some(certificate), Some(key)) = (file("sslcert", "postgresql.crt"), file("sslkey", "postgresql.key")) else {
        return Ok(None);
    };
    let secret = PrivateKeyDer::from_pem_file(&key).map_err(|error| unusable(&key).because(error))?;
    Ok(Some((certificates(&certificate)?, secret)))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read = || CertificateDer::pem_file_iter(path)?.collect::<Result<Vec<_>, _>>();
    read().map_err(|error| unusable(path).because(error))
}

fn unusable(path: &Path) -> Error {
    Error::new(Kind::Usage, format!("{} holds no certificate or key that can be used.", path.display()))
}

/// Looks at a server's certificate as the sslmode wants it.
#[derive(Debug)]
struct Verifier {
    /// Without root certificates anyone's will do.
    roots: Option<Arc<WebPkiServerVerifier>>,
    /// Whether it must be in the server's name.
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
            return Err(Error::new(Kind::Usage, format!("sslmode={mode} needs root certificates, and there are none."))
                .hint("Name their file with sslrootcert, or say sslrootcert=system, or put them into ~/.postgresql/root.crt."));
        }
        let verifier = |roots| {
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|error| Error::new(Kind::Usage, "The root certificates can't be used.").because(error))
        };
        Ok(Self { roots: roots.map(verifier).transpose()?, names: mode == "verify-full", provider })
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
        let Some(roots) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        match roots.verify_server_cert(certificate, chain, name, ocsp, now) {
            // The name is looked at after all else is found right.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.names => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
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
