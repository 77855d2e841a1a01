// Slowing down where many users' codes are tried from: one address that fails for one user after
// the other, each of whom has a throttle of his own that it never reaches.
//
// MUST: never a refusal. Behind one address may be an office, and among the attempts a right code.
//
// A source is kept as the users for whom something was tried there, each with the time of the last
// attempt that did not end well. Who failed for twenty users within an hour waits before each
// further code is looked at: longer the more users there are, and never longer than wait_max. What
// one user mistypes, and however often, slows down nobody else.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace mfa::device {

/// That many users of one source within source_window are free.
inline constexpr std::size_t source_users_free = 20;
inline constexpr std::chrono::seconds source_window{3600};
inline constexpr std::chrono::milliseconds source_wait_step{250}; ///< for each user from then on
inline constexpr std::chrono::milliseconds source_wait_max{5'000};
/// With that many the wait has come to its maximum, so no more are kept.
inline constexpr std::size_t source_users_max = 40;

/// A user of a source; who, as a number that only the table can make of the name.
struct Sighting {
    std::uint32_t user = 0;
    std::uint32_t at_s = 0; ///< on the boot clock, rounded up; 0: nothing here
};

struct Source {
    std::uint64_t tag = 0; ///< which one; 0: nobody's
    std::array<Sighting, source_users_max> seen{};
};

/// How many users failed here within the window, `user` apart.
std::size_t others_seen(const Source& source, std::uint32_t user, BootTime now);
/// When the last one did; 0: never, or not within the window.
std::uint32_t last_seen_s(const Source& source, BootTime now);

void note(Source& source, std::uint32_t user, BootTime now);
void forget(Source& source, std::uint32_t user);

/// Before a code of this source is looked at, with so many other users seen.
std::chrono::milliseconds source_wait(std::size_t others);

/// What counts as one source: an IPv4 address; the /64 of an IPv6 address, which one subscriber has
/// to himself; of what is no address, the text. Empty: no source (a local terminal).
std::string source_name(std::string_view remote_host);

/// The sources of this host. MUST be asked about what PAM says to root alone: another caller would
/// choose whom to slow down.
class SourceBrake {
public:
    SourceBrake() = default;
    SourceBrake(const SourceBrake&) = delete;
    SourceBrake& operator=(const SourceBrake&) = delete;
    virtual ~SourceBrake() = default;

    /// Writes the attempt down as one that failed, and says how long to wait before the code is
    /// looked at. Of any number at once each sees those before it.
    virtual Result<std::chrono::milliseconds> reserve(const std::string& source,
                                                      const std::string& user) = 0;
    /// It did end well: this user is not counted any more.
    virtual Result<> take_back(const std::string& source, const std::string& user) = 0;
};

} // namespace mfa::device
