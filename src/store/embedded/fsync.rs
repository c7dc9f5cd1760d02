//! A replacement of `sync_file_range` that makes every write of sled's a true barrier.
//!
//! sled 0.34 ends its writes with `sync_file_range`, which guarantees no order and does not flush the disk's own cache: after
//! a power cut, later writes may be on disk and earlier ones not. The replacement, which the linker finds before the one of
//! the C library, syncs the file.

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "takes the place of a function of the C library, with its signature")]
#[unsafe(no_mangle)]
extern "C" fn sync_file_range(file: std::ffi::c_int, _offset: i64, _bytes: i64, _flags: std::ffi::c_uint) -> std::ffi::c_int {
    use std::os::fd::FromRawFd;
    // SAFETY: the caller, sled, holds the file open for as long as this call lasts, and it is not closed here.
    let file = std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(file) });
    // The standard library calls the C library, whose failed call leaves `errno` for the caller to read.
    if file.sync_data().is_ok() { 0 } else { -1 }
}
