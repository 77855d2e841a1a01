#include "engine/store/source_table.hpp"

#include "engine/base/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <span>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace mfa::store {

namespace {

using device::Source;

static_assert(std::is_trivially_copyable_v<Source>, "a bucket is read and written as bytes");

const std::string table_name = "sources";
const std::string table_path = "/run/mfa/sources";
constexpr std::size_t header_size = 4096;
constexpr std::size_t table_size = header_size + SourceTable::buckets * SourceTable::bucket_size;

struct Header {
    std::array<char, 4> magic{'M', 'F', 'A', 'S'};
    std::uint32_t version = 1;
    std::array<std::uint8_t, 16> salt{};
    std::array<char, 36> boot{}; ///< boot_id(): whose clock the times are of
};

Header header_for(const std::string& boot) {
    Header header;
    std::copy_n(boot.begin(), std::min(boot.size(), header.boot.size()), header.boot.begin());
    return header;
}

Error table_trouble(const char* what) {
    return Error::from_errno(std::string{what} + " `" + table_path + "`");
}

/// Held until the descriptor is closed or let go, by this open file and not by the process: two
/// tables in one process keep each other out, too.
Result<> lock_range(int file, short kind, std::size_t start, std::size_t size) {
    struct flock range {};
    range.l_type = kind;
    range.l_whence = SEEK_SET;
    range.l_start = static_cast<off_t>(start);
    range.l_len = static_cast<off_t>(size);
    while (::fcntl(file, F_OFD_SETLKW, &range) != 0) {
        if (errno != EINTR) {
            return table_trouble("lock");
        }
    }
    return {};
}

Result<> read_at(int file, void* target, std::size_t size, std::size_t offset) {
    auto* bytes = static_cast<char*>(target);
    while (size > 0) {
        const ssize_t got = ::pread(file, bytes, size, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return table_trouble("read");
        }
        bytes += got;
        size -= static_cast<std::size_t>(got);
        offset += static_cast<std::size_t>(got);
    }
    return {};
}

Result<> write_at(int file, const void* data, std::size_t size, std::size_t offset) {
    const auto* bytes = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t written = ::pwrite(file, bytes, size, static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return table_trouble("write");
        }
        bytes += written;
        size -= static_cast<std::size_t>(written);
        offset += static_cast<std::size_t>(written);
    }
    return {};
}

bool is_like(const Header& header, const Header& expected) {
    return header.magic == expected.magic && header.version == expected.version &&
           header.boot == expected.boot;
}

/// Makes a table of a file that is none: empty, torn, of another version or of another boot.
Result<Header> make_table(int file, Header header, RandomSource& random) {
    if (::ftruncate(file, 0) != 0 || ::ftruncate(file, static_cast<off_t>(table_size)) != 0) {
        return table_trouble("make");
    }
    TRY(random.fill(header.salt));
    TRY(write_at(file, &header, sizeof header, 0));
    return header;
}

/// The header, under its lock: of many helpers that miss the table at once, one makes it.
Result<Header> header_of(int file, const Header& expected, RandomSource& random) {
    TRY(lock_range(file, F_WRLCK, 0, header_size));
    const struct stat status = TRY(status_of(file, table_path));
    Header header;
    if (status.st_size == static_cast<off_t>(table_size)) {
        TRY(read_at(file, &header, sizeof header, 0));
    }
    if (status.st_size != static_cast<off_t>(table_size) || !is_like(header, expected)) {
        header = TRY(make_table(file, expected, random));
    }
    TRY(lock_range(file, F_UNLCK, 0, header_size));
    return header;
}

/// The place of a source in its bucket, or the one that it takes from who counts least.
Source& place_in(std::span<Source> bucket, std::uint64_t tag, BootTime now) {
    const auto own = std::find_if(bucket.begin(), bucket.end(),
                                  [tag](const Source& source) { return source.tag == tag; });
    if (own != bucket.end()) {
        return *own;
    }
    const auto weight = [now](const Source& source) {
        constexpr std::uint32_t nobody = 0;
        return std::pair{device::others_seen(source, nobody, now),
                         device::last_seen_s(source, now)};
    };
    auto& least = *std::min_element(bucket.begin(), bucket.end(),
                                    [&weight](const Source& left, const Source& right) {
                                        return weight(left) < weight(right);
                                    });
    least = Source{tag, {}};
    return least;
}

} // namespace

SourceTable::SourceTable(UniqueFd file, const Salt& salt, const BootClock& clock)
    : m_file{std::move(file)}, m_salt{salt}, m_clock{&clock} {}

SourceTable::SourceTable(SourceTable&& other) noexcept
    : m_file{std::move(other.m_file)}, m_salt{other.m_salt}, m_clock{other.m_clock} {}

Result<SourceTable> SourceTable::open(int directory, uid_t owner, const std::string& boot,
                                      RandomSource& random, const BootClock& clock) {
    UniqueFd file = TRY(open_regular_at(directory, table_name, O_RDWR | O_CREAT,
                                        {owner, open_to_others}, table_path));
    const Header header = TRY(header_of(file.get(), header_for(boot), random));
    return SourceTable{std::move(file), header.salt, clock};
}

Result<std::uint64_t> SourceTable::hash(char kind, const std::string& text) const {
    const std::string message = kind + text;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (::HMAC(EVP_sha256(), m_salt.data(), static_cast<int>(m_salt.size()),
               reinterpret_cast<const unsigned char*>(message.data()), message.size(),
               digest.data(), &size) == nullptr) {
        return Error{ErrorKind::crypto, "hash a source", "HMAC failed"};
    }
    std::uint64_t value = 0;
    std::memcpy(&value, digest.data(), sizeof value);
    return value;
}

Result<SourceTable::Place> SourceTable::place_of(const std::string& source,
                                                 const std::string& user) const {
    const std::uint64_t source_hash = TRY(hash('s', source));
    const auto user_hash = static_cast<std::uint32_t>(TRY(hash('u', user)));
    // 0 says that nobody is there; losing one value in 2^64 and 2^32 to 1 is no matter.
    return Place{source_hash % buckets, std::max<std::uint64_t>(source_hash / buckets, 1),
                 std::max<std::uint32_t>(user_hash, 1)};
}

Result<> SourceTable::with_bucket(std::size_t number,
                                  const std::function<void(Bucket&)>& change) const {
    const std::size_t offset = header_size + number * bucket_size;
    TRY(lock_range(m_file.get(), F_WRLCK, offset, bucket_size));
    Bucket bucket{};
    auto done = read_at(m_file.get(), bucket.data(), sizeof bucket, offset);
    if (done) {
        change(bucket);
        done = write_at(m_file.get(), bucket.data(), sizeof bucket, offset);
    }
    TRY(lock_range(m_file.get(), F_UNLCK, offset, bucket_size));
    return done;
}

Result<std::chrono::milliseconds> SourceTable::reserve(const std::string& source,
                                                       const std::string& user) {
    const Place place = TRY(place_of(source, user));
    const BootTime now = m_clock->now();
    std::chrono::milliseconds wait{0};
    TRY(with_bucket(place.bucket, [&](Bucket& bucket) {
        Source& own = place_in(bucket, place.tag, now);
        wait = device::source_wait(device::others_seen(own, place.user, now));
        device::note(own, place.user, now);
    }));
    return wait;
}

Result<> SourceTable::take_back(const std::string& source, const std::string& user) {
    const Place place = TRY(place_of(source, user));
    return with_bucket(place.bucket, [&](Bucket& bucket) {
        for (Source& entry : bucket) {
            if (entry.tag == place.tag) {
                device::forget(entry, place.user);
            }
        }
    });
}

} // namespace mfa::store
