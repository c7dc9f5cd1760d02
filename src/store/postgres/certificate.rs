//! Certificates that servers show, and what is wrong with those that are not accepted, for people.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::{CertificateError, OtherError};
use x509_cert::certificate::{Certificate, Version};
use x509_cert::der::Decode;
use x509_cert::ext::pkix::BasicConstraints;

use crate::error::{Error, Kind};
use crate::model::PostgresUrl;
use crate::text;

/// What is wrong with a certificate, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    what: String,
    cure: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    fn error(what: impl Into<String>, cure: &'static str) -> rustls::Error {
        let fault = Self { what: what.into(), cure };
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(fault))))
    }

    /// The fault that a connection failed for, if it is one.
    fn of(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(cause) = next {
            let within = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
            let tls = within.and_then(|within| within.downcast_ref()).or_else(|| cause.downcast_ref::<rustls::Error>());
            if let Some(rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(other)))) = tls {
                return other.downcast_ref::<Self>().cloned();
            }
            next = cause.source();
        }
        None
    }
}

/// What is said of a server whose certificate is not accepted.
pub(super) fn refused(url: &PostgresUrl, error: &postgres::Error) -> Option<Error> {
    let Fault { what, cure } = Fault::of(error)?;
    Some(Error::new(Kind::Store, format!("The certificate of the server of {url} {what}.")).hint(cure))
}

const ANEW: &str = "Issue one of version 3 whose subjectAltName holds the server's host name, such as with \
    `openssl req -x509 -addext subjectAltName=DNS:HOST`.";

/// A certificate that a server shows.
pub(super) struct Shown(Certificate);

impl Shown {
    /// Reads it.
    ///
    /// # Errors
    /// It can't be read, or is of a version that nobody here verifies.
    pub(super) fn of(certificate: &CertificateDer<'_>) -> Result<Self, rustls::Error> {
        let read = Certificate::from_der(certificate)
            .map_err(|_| Fault::error("can't be read", "Look at the server's ssl_cert_file."))?;
        match read.tbs_certificate.version {
            Version::V3 => Ok(Self(read)),
            _ => Err(Fault::error("is of X.509 version 1, which has no subjectAltName and can't be verified", ANEW)),
        }
    }

    /// Whether it is valid at a time.
    ///
    /// # Errors
    /// It is no longer valid, or not yet.
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

    /// Says what an error means of this certificate.
    pub(super) fn explain(&self, error: rustls::Error) -> rustls::Error {
        let rustls::Error::InvalidCertificate(found) = &error else { return error };
        match found {
            CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
                let subject = text::clean(&self.0.tbs_certificate.subject.to_string()).into_owned();
                Fault::error(
                    format!("names its host in the subject alone ({subject}), not in a subjectAltName, which is what counts"),
                    "Issue one whose subjectAltName holds the host name (openssl … -addext subjectAltName=DNS:HOST), or say \
                     sslmode=verify-ca, which does not look at the name.",
                )
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Fault::error(
                "is for another host name",
                "Name the server in the address as its certificate does, or say sslmode=verify-ca, which does not look at the \
                 name.",
            ),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Fault::error("has expired", "Issue another one; is this machine's clock right?")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Fault::error("is not valid yet", "Is this machine's clock right?")
            }
            CertificateError::Revoked => Fault::error("was revoked", "Issue another one."),
            CertificateError::UnknownRevocationStatus => Fault::error(
                "is of an issuer of which sslcrl holds no list of revoked certificates",
                "Add that issuer's list to the file.",
            ),
            CertificateError::UnknownIssuer => Fault::error(
                "is vouched for by none of the root certificates",
                "Name the certificate of its issuer, or a self-signed one itself, with sslrootcert.",
            ),
            CertificateError::Other(_) if self.is_authority() => Fault::error(
                "is one of an authority (CA:TRUE), and is not itself in sslrootcert",
                "Name this very certificate with sslrootcert, or issue one with basicConstraints=CA:FALSE for the server.",
            ),
            _ => error,
        }
    }

    /// Whether it may vouch for others.
    fn is_authority(&self) -> bool {
        matches!(self.0.tbs_certificate.get::<BasicConstraints>(), Ok(Some((_, BasicConstraints { ca: true, .. }))))
    }
}
