#pragma once

#include <cstdint>
#include <string>

namespace warpsmith::instrument {

// The two variables of an instrumented module through which host and kernel talk.
//
// `warpsmith_bounds`: 16-byte entries {base, limit}; an address passes when address - base < limit.
inline constexpr const char* boundsName = "warpsmith_bounds";
inline constexpr unsigned bytesOfBound = 16;

// `warpsmith_report`: a header and room for records.
inline constexpr const char* reportName = "warpsmith_report";
inline constexpr unsigned headerBytes = 64;
inline constexpr unsigned deadlineOffset = 0;  // u64, of %globaltimer; 0: the first thread of the first kernel sets it
inline constexpr unsigned budgetOffset = 8;    // u64, nanoseconds from then on
inline constexpr unsigned abortOffset = 16;    // u32, anything but 0: all threads leave
inline constexpr unsigned countOffset = 20;    // u32, records that were wanted
inline constexpr unsigned graceOffset = 24;    // u64, nanoseconds that remain after the first record
inline constexpr unsigned recordBytes = 64;
inline constexpr unsigned mostRecords = 256;
inline constexpr unsigned reportBytes = headerBytes + mostRecords * recordBytes;
// Of a record.
inline constexpr unsigned siteOffset = 0;     // u32
inline constexpr unsigned spaceOffset = 4;    // u32, of a generic address: 1 shared, 2 local; 0 otherwise
inline constexpr unsigned addressOffset = 8;  // u64: global or generic, or from the start of shared or local memory
// u64: bytes of an access whose width the site does not say; of any other one to a variable, where that begins. Of a
// coordinate, which stands in place of the address, the bits that had to be 0.
inline constexpr unsigned extraOffset = 16;
inline constexpr unsigned blockOffset = 24;   // 3 u32
inline constexpr unsigned threadOffset = 36;  // 3 u32

}  // namespace warpsmith::instrument
