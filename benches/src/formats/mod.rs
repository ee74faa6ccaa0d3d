//! Formats of other programs, declared with this codec and with its peers, and the bytes of each.

pub mod binrw;
pub mod data;
pub mod deku;
pub mod owned;

use kafka07_formats::records::Crc32c;
use kafka07_wire::Checksum;

/// The checksum of a chunk of a PNG, for the peers.
pub fn crc32(kind: &[u8], data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(data);
    hasher.finalize()
}

/// The checksum of a record batch, for the peers.
pub fn crc32c(bytes: &[u8]) -> u32 {
    let mut sum = Crc32c::default();
    sum.update(bytes);
    sum.finish()
}

#[cfg(test)]
mod tests {
    use kafka07_formats::{java, png, records};
    use kafka07_wire::{from_slice, to_vec};

    use super::*;

    #[test]
    fn all_read_the_same() {
        let bytes = data::png();
        let ours: png::Png<'_> = from_slice(&bytes).unwrap();
        assert_eq!(to_vec(&from_slice::<owned::Png>(&bytes).unwrap()).unwrap(), bytes);
        // The last one is not kept by ours.
        assert_eq!(binrw::png(&bytes).unwrap().chunks.len(), ours.chunks.len() + 1);
        assert_eq!(deku::png(&bytes).unwrap().chunks.len(), ours.chunks.len() + 1);

        let bytes = data::class();
        let ours: java::ClassFile<'_> = from_slice(&bytes).unwrap();
        assert_eq!(to_vec(&from_slice::<owned::ClassFile>(&bytes).unwrap()).unwrap(), bytes);
        let (a, b) = (binrw::class(&bytes).unwrap(), deku::class(&bytes).unwrap());
        assert_eq!((a.constants.len(), b.constants.len()), (1_200, 1_200));
        assert_eq!(ours.constants.len(), 1_200);
        assert_eq!((a.methods.len(), b.methods.len()), (ours.methods.len(), ours.methods.len()));

        let bytes = data::batch();
        let _: records::Batch<'_> = from_slice(&bytes).unwrap();
        assert_eq!(to_vec(&from_slice::<owned::Batch>(&bytes).unwrap()).unwrap(), bytes);
        let (a, b) = (binrw::batch(&bytes).unwrap(), deku::batch(&bytes).unwrap());
        assert_eq!((a.records.len(), b.records.len()), (200, 200));
        assert_eq!((a.records[7].value.len(), &a.records[7].value), (100, &b.records[7].value));
        let mut wrong = bytes.clone();
        *wrong.last_mut().unwrap() ^= 1;
        assert!(binrw::batch(&wrong).is_err() && deku::batch(&wrong).is_err());
    }
}
