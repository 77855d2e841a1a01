// The sources of this host that have failed lately, in one file of a fixed size: /run/mfa/sources.
//
//   file   = header buckets
//   header = "MFAS" version:u32 salt[16] boot[36], padded to 4096 bytes
//   bucket = 4096 bytes: as many device::Source as fit, in the machine's own byte order
//
// A source has its place in one bucket, by a keyed hash; the salt is made with the file, so nobody
// can choose addresses that fall into the bucket of another. Where a bucket is full, a new source
// takes the place of the one that counts least: of the fewest users, then of the oldest failure. So
// who comes from very many addresses can at most make the table forget, and then somebody waits
// less; he cannot make anybody wait who has not failed himself.
//
// The file is in memory (/run) and sparse: it takes a page for each bucket in use. With another
// boot, whose clock is another, it begins anew.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/random.hpp"
#include "engine/base/unique_fd.hpp"
#include "engine/device/source_brake.hpp"

#include <array>
#include <functional>
#include <sys/types.h>

namespace mfa::store {

class SourceTable final : public device::SourceBrake {
public:
    static constexpr std::size_t buckets = 1024;
    static constexpr std::size_t bucket_size = 4096;
    static constexpr std::size_t sources_per_bucket = bucket_size / sizeof(device::Source);

    /// In an open folder of `owner`. Made where there is none, and anew where it cannot be one.
    /// `boot` is boot_id(), on whose clock the times are; `clock` must outlive this.
    static Result<SourceTable> open(int directory, uid_t owner, const std::string& boot,
                                    RandomSource& random, const BootClock& clock);

    SourceTable(SourceTable&&) noexcept;
    SourceTable& operator=(SourceTable&&) = delete;

    Result<std::chrono::milliseconds> reserve(const std::string& source,
                                              const std::string& user) override;
    Result<> take_back(const std::string& source, const std::string& user) override;

private:
    using Salt = std::array<std::uint8_t, 16>;
    using Bucket = std::array<device::Source, sources_per_bucket>;
    struct Place {
        std::size_t bucket;
        std::uint64_t tag;
        std::uint32_t user;
    };

    SourceTable(UniqueFd file, const Salt& salt, const BootClock& clock);
    [[nodiscard]] Result<std::uint64_t> hash(char kind, const std::string& text) const;
    [[nodiscard]] Result<Place> place_of(const std::string& source, const std::string& user) const;
    /// Under the bucket's lock: reads it, lets `change` change it, writes it.
    [[nodiscard]] Result<> with_bucket(std::size_t number,
                                       const std::function<void(Bucket&)>& change) const;

    UniqueFd m_file;
    Salt m_salt;
    const BootClock* m_clock;
};

} // namespace mfa::store
