//! MD5.

use crate::platform;

const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// MD5.
pub fn md5(bytes: &[u8]) -> Vec<u8> {
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    let mut message = bytes.to_vec();
    super::pad(&mut message, 64);
    message.extend_from_slice(&(bytes.len() as u64).wrapping_mul(8).to_le_bytes());
    for block in message.as_chunks::<64>().0 {
        mix(&mut state, block);
    }
    state.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn mix(state: &mut [u32; 4], block: &[u8; 64]) {
    let mut words = [0_u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    let [mut a, mut b, mut c, mut d] = *state;
    for step in 0..64_u32 {
        let (mixed, index) = match step / 16 {
            0 => ((b & c) | (!b & d), step),
            1 => ((d & b) | (!d & c), step * 5 + 1),
            2 => (b ^ c ^ d, step * 3 + 5),
            _ => (c ^ (b | !d), step * 7),
        };
        // the table of constants is this function of the step, by definition
        let constant = (platform::sin(f64::from(step + 1)).abs() * 4_294_967_296.0) as u32;
        let word = words.get((index % 16) as usize).copied().unwrap_or(0);
        let sum = a.wrapping_add(mixed).wrapping_add(constant).wrapping_add(word);
        let shift = SHIFTS
            .get((step / 16) as usize)
            .and_then(|row| row.get((step % 4) as usize))
            .copied()
            .unwrap_or(0);
        (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(shift)));
    }
    for (word, mixed) in state.iter_mut().zip([a, b, c, d]) {
        *word = word.wrapping_add(mixed);
    }
}
