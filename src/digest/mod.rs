//! Message digests: MD5, SHA-1 and SHA-2.

mod md5;
mod sha1;
mod sha2;

pub use md5::md5;
pub use sha1::sha1;
pub use sha2::{sha224, sha256, sha384, sha512};

/// Bytes in lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fills up with a one bit and zeros, leaving room for the length at the end of a block.
fn pad(message: &mut Vec<u8>, block: usize) {
    message.push(0x80);
    while message.len() % block != block - block / 8 {
        message.push(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        assert_eq!(hex(&md5(b"")), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(hex(&md5(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(&sha256(b"abc")), sha256_of_abc);
        let long = b"12345678901234567890".repeat(4);
        assert_eq!(hex(&md5(&long)), "57edf4a22be3c955ac49da2e2107b67a");
    }
}
