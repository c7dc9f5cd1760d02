//! Certificates of servers, and why they are rejected.

use std::fmt;

use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::{CertificateError, OtherError};
use x509_cert::certificate::{Certificate, Version};
use x509_cert::der::Decode;
use x509_cert::ext::pkix::BasicConstraints;

use super::prelude::*;

/// What is wrong with a certificate, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    what: String,
    fix: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    fn error(what: impl Into<String>, fix: &'static str) -> rustls::Error {
        let fault = Self { what: what.into(), fix };
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(fault))))
    }

    /// The fault that caused a connection to fail, if there is one.
    fn of(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(cause) = next {
            let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            let tls = inner.and_then(|inner| inner.downcast_ref()).or_else(|| cause.downcast_ref::<rustls::Error>());
            if let Some(rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(other)))) = tls {
                return other.downcast_ref::<Self>().cloned();
            }
            next = cause.source();
        }
        None
    }
}

/// The error for a server whose certificate is rejected.
pub(super) fn rejected(url: &PostgresUrl, error: &postgres::Error) -> Option<Error> {
    let Fault { what, fix } = Fault::of(error)?;
    Some(Error::from(ServerError::CertificateRejected { url: url.to_string(), reason: what }).hint(fix))
}

const ISSUE_V3: &str = "Issue one of version 3 whose subjectAltName contains the server's host name, for example with \
    `openssl req -x509 -addext subjectAltName=DNS:HOST`.";

/// The certificate of a server.
pub(super) struct Shown(Certificate);

impl Shown {
    /// Parses it.
    ///
    /// # Errors
    /// It can't be parsed, or is of a version that can't be verified.
    pub(super) fn of(certificate: &CertificateDer<'_>) -> Result<Self, rustls::Error> {
        let read =
            Certificate::from_der(certificate).map_err(|_| Fault::error("can't be read", "Check the server's ssl_cert_file."))?;
        match read.tbs_certificate.version {
            Version::V3 => Ok(Self(read)),
            _ => Err(Fault::error("is of X.509 version 1, which has no subjectAltName and can't be verified", ISSUE_V3)),
        }
    }

    /// Whether it is valid at a time.
    ///
    /// # Errors
    /// It has expired, or is not valid yet.
    pub(super) fn is_valid_at(&self, now: UnixTime) -> Result<(), rustls::Error> {
        let (validity, now) = (&self.0.tbs_certificate.validity, Duration::from_secs(now.as_secs()));
        if now < validity.not_before.to_unix_duration() {
            return Err(self.explain(CertificateError::NotValidYet.into()));
        }
        if now > validity.not_after.to_unix_duration() {
            return Err(self.explain(CertificateError::Expired.into()));
        }
        Ok(())
    }

    /// Explains what an error means for this certificate.
    pub(super) fn explain(&self, error: rustls::Error) -> rustls::Error {
        let rustls::Error::InvalidCertificate(found) = &error else { return error };
        match found {
            CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
                let subject = text::clean(&self.0.tbs_certificate.subject.to_string()).into_owned();
                Fault::error(
                    format!("names its host only in the subject ({subject}), not in a subjectAltName, which is required"),
                    "Issue one whose subjectAltName contains the host name (openssl … -addext subjectAltName=DNS:HOST), or set \
                     sslmode=verify-ca, which does not check the name.",
                )
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Fault::error(
                "is for another host name",
                "Name the server in the address as its certificate does, or set sslmode=verify-ca, which does not check the \
                 name.",
            ),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Fault::error("has expired", "Issue a new one. Is this machine's clock right?")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Fault::error("is not valid yet", "Is this machine's clock right?")
            }
            CertificateError::Revoked => Fault::error("was revoked", "Issue a new one."),
            CertificateError::UnknownRevocationStatus => Fault::error(
                "is of an issuer for which sslcrl contains no list of revoked certificates",
                "Add that issuer's list to the file.",
            ),
            CertificateError::UnknownIssuer => Fault::error(
                "is not signed by any of the root certificates",
                "Name the certificate of its issuer with sslrootcert, or the certificate itself if it is self-signed.",
            ),
            CertificateError::Other(_) if self.is_authority() => Fault::error(
                "is that of a certificate authority (CA:TRUE), and is not itself in sslrootcert",
                "Name this certificate with sslrootcert, or issue one with basicConstraints=CA:FALSE for the server.",
            ),
            _ => error,
        }
    }

    /// Whether it is that of a certificate authority.
    fn is_authority(&self) -> bool {
        matches!(self.0.tbs_certificate.get::<BasicConstraints>(), Ok(Some((_, BasicConstraints { ca: true, .. }))))
    }
}
