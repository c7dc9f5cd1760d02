//! Makes every write of sled's a true barrier.
//!
//! sled 0.34 ends its writes with `sync_file_range`, which orders nothing and leaves the disk's own cache alone: after a
//! power cut later writes may be there and earlier ones not. Where that call is missing from a system, sled syncs the
//! file instead; so this program brings a `sync_file_range` of its own, found before the C library's, that does so too.

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "takes the place of a function of the C library, with its signature")]
#[unsafe(no_mangle)]
extern "C" fn sync_file_range(file: std::ffi::c_int, _offset: i64, _bytes: i64, _flags: std::ffi::c_uint) -> std::ffi::c_int {
    use std::os::fd::FromRawFd;
    // SAFETY: the caller, sled, holds the file open for as long as this call lasts, and it is not closed here.
    let file = std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(file) });
    // The standard library goes through the C library, whose failed call leaves `errno` for the caller to read.
    if file.sync_data().is_ok() { 0 } else { -1 }
}
