#include "engine/device/source_brake.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>

namespace mfa::device {

namespace {

constexpr std::size_t source_text_max = 255; ///< a host name has no more (RFC 1035, 2.3.4)
constexpr std::size_t network_size = 8;      ///< a /64

std::uint32_t whole_seconds(BootTime time) {
    return static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(time).count());
}

bool is_live(const Sighting& sighting, BootTime now) {
    return sighting.at_s != 0 && std::chrono::seconds{sighting.at_s} + source_window >
                                     std::chrono::floor<std::chrono::seconds>(now);
}

std::string raw_text(const void* data, std::size_t size) {
    return {static_cast<const char*>(data), size};
}

} // namespace

std::size_t others_seen(const Source& source, std::uint32_t user, BootTime now) {
    return static_cast<std::size_t>(
        std::count_if(source.seen.begin(), source.seen.end(), [&](const Sighting& sighting) {
            return is_live(sighting, now) && sighting.user != user;
        }));
}

std::uint32_t last_seen_s(const Source& source, BootTime now) {
    std::uint32_t last = 0;
    for (const Sighting& sighting : source.seen) {
        if (is_live(sighting, now)) {
            last = std::max(last, sighting.at_s);
        }
    }
    return last;
}

void note(Source& source, std::uint32_t user, BootTime now) {
    // His own place; else the one that has been empty or unused for longest.
    auto place =
        std::find_if(source.seen.begin(), source.seen.end(), [user](const Sighting& sighting) {
            return sighting.at_s != 0 && sighting.user == user;
        });
    if (place == source.seen.end()) {
        place = std::min_element(
            source.seen.begin(), source.seen.end(),
            [](const Sighting& left, const Sighting& right) { return left.at_s < right.at_s; });
    }
    *place = {user, std::max(whole_seconds(now), std::uint32_t{1})};
}

void forget(Source& source, std::uint32_t user) {
    for (Sighting& sighting : source.seen) {
        if (sighting.user == user) {
            sighting = {};
        }
    }
}

std::chrono::milliseconds source_wait(std::size_t others) {
    if (others < source_users_free) {
        return std::chrono::milliseconds{0};
    }
    const auto beyond = static_cast<std::int64_t>(others - source_users_free) + 1;
    return std::min(beyond * source_wait_step, source_wait_max);
}

std::string source_name(std::string_view remote_host) {
    // A scope (`fe80::1%eth0`) says on which wire, which is no matter here.
    const std::string text{remote_host.substr(0, remote_host.find('%'))};
    in_addr v4{};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        return "4" + raw_text(&v4, sizeof v4);
    }
    in6_addr v6{};
    if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1) {
        constexpr std::size_t v4_in_v6 = 12;
        return IN6_IS_ADDR_V4MAPPED(&v6) ? "4" + raw_text(&v6.s6_addr[v4_in_v6], sizeof v4)
                                         : "6" + raw_text(&v6, network_size);
    }
    return remote_host.empty() ? std::string{}
                               : "n" + std::string{remote_host.substr(0, source_text_max)};
}

} // namespace mfa::device
