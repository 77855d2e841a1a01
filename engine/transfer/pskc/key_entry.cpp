#include "engine/transfer/pskc/key_entry.hpp"

#include "engine/base/text.hpp"
#include "engine/transfer/secret_text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <pskc/pskc.h>
#include <string>

namespace mfa::transfer {

namespace {

constexpr std::uint64_t pskc_counter_max = std::numeric_limits<std::int64_t>::max() - 1;
constexpr std::int64_t pskc_drift_max_s = 86400;

struct FreeContainer {
    void operator()(pskc_t* container) const { pskc_done(container); }
};

std::string text_or_empty(const char* text) {
    return text == nullptr ? std::string{} : std::string{text};
}

/// A number of the package, or `otherwise` where it has none.
template <typename Number>
Number number_or(Number (*get)(pskc_key_t*, int*), pskc_key_t* key, Number otherwise) {
    int is_present = 0;
    const Number number = get(key, &is_present);
    return is_present != 0 ? number : otherwise;
}

/// Whether something stands in the package that is not 0.
template <typename Number>
bool has(Number (*get)(pskc_key_t*, int*), pskc_key_t* key) {
    int is_present = 0;
    return get(key, &is_present) != Number{} && is_present != 0;
}

class KeyPackage {
public:
    KeyPackage(pskc_key_t* key, Place place, Report& report)
        : m_key{key}, m_place{place}, m_report{report} {
        m_entry.place = place;
    }

    std::optional<Entry> read() {
        if (!read_algorithm() || !read_response() || !read_policy() || !read_secret() ||
            !read_usage()) {
            return std::nullopt;
        }
        read_names();
        return std::move(m_entry);
    }

private:
    bool fail(std::string message) {
        m_report.error(m_place, std::move(message));
        return false;
    }

    /// RFC 6030 section 10.1; TOTP is draft-hoyer-keyprov-pskc-algorithm-profiles-01's.
    bool read_algorithm() {
        const std::string name = to_lower(text_or_empty(pskc_get_key_algorithm(m_key)));
        const bool is_hotp = name.ends_with(":hotp") || name.ends_with("#hotp");
        if (!is_hotp && !name.ends_with(":totp") && !name.ends_with("#totp")) {
            return fail("a key of another algorithm than HOTP and TOTP");
        }
        m_entry.parameters.kind = is_hotp ? Kind::hotp : Kind::totp;
        std::string suite = to_lower(text_or_empty(pskc_get_key_algparm_suite(m_key)));
        std::erase(suite, '-');
        const std::string_view hash =
            std::string_view{suite}.substr(suite.starts_with("hmac") ? 4 : 0);
        const auto algorithm = otp::algorithm_from_name(hash.empty() ? "sha1" : hash);
        if (!algorithm) {
            return fail("its `Suite` is none of SHA-1, SHA-256 and SHA-512");
        }
        m_entry.parameters.algorithm = *algorithm;
        return true;
    }

    bool read_response() {
        int is_present = 0;
        static_cast<void>(pskc_get_key_algparm_chall_encoding(m_key, &is_present));
        if (is_present != 0) {
            return fail("asks for challenges, which we do not have");
        }
        if (number_or(pskc_get_key_algparm_resp_encoding, m_key, PSKC_VALUEFORMAT_DECIMAL) !=
                PSKC_VALUEFORMAT_DECIMAL ||
            has(pskc_get_key_algparm_resp_checkdigits, m_key)) {
            return fail("its codes are not plain decimal ones");
        }
        const std::uint32_t length = number_or(pskc_get_key_algparm_resp_length, m_key, 0U);
        if (length == 0) {
            m_report.note(m_place, "it does not say how long its codes are: 6 digits");
        }
        m_entry.parameters.digits = length == 0 ? 6 : length;
        if (m_entry.parameters.kind == Kind::totp) {
            m_entry.parameters.period_s = number_or(pskc_get_key_data_timeinterval, m_key,
                                                    std::uint32_t{m_entry.parameters.period_s});
        }
        return is_fit(m_entry.parameters, m_place, m_report);
    }

    bool read_policy() {
        const auto pin =
            number_or(pskc_get_key_policy_pinusagemode, m_key, PSKC_PINUSAGEMODE_LOCAL);
        if (pin != PSKC_PINUSAGEMODE_LOCAL) {
            return fail("a PIN belongs to its codes, which pam_mfa does not ask for: taking it "
                        "would leave its user with a factor less");
        }
        int is_present = 0;
        const int usages = pskc_get_key_policy_keyusages(m_key, &is_present);
        if (is_present != 0 && (usages & PSKC_KEYUSAGE_OTP) == 0) {
            return fail("its policy does not let it make codes");
        }
        if (pskc_get_key_policy_startdate(m_key) != nullptr ||
            pskc_get_key_policy_expirydate(m_key) != nullptr ||
            has(pskc_get_key_policy_numberoftransactions, m_key)) {
            m_report.note(m_place, "when and how often it may be used is not taken");
        }
        return true;
    }

    bool read_secret() {
        std::size_t size = 0;
        const char* bytes = pskc_get_key_data_secret(m_key, &size);
        if (bytes == nullptr) {
            return fail("it has no secret");
        }
        m_entry.secret = SecretBuffer::copy_of(std::string_view{bytes, size});
        return has_fit_length(m_entry.secret, m_place, m_report);
    }

    bool read_usage() {
        int is_present = 0;
        if (m_entry.parameters.kind == Kind::hotp) {
            m_entry.counter = pskc_get_key_data_counter(m_key, &is_present);
            if (is_present == 0 || m_entry.counter > pskc_counter_max) {
                return fail("it has no counter, which HOTP needs");
            }
            return true;
        }
        if (has(pskc_get_key_data_time, m_key)) {
            m_report.note(m_place, "its `Time` is not taken: codes are of Unix time");
        }
        // libpskc has it without a sign. Intervals of the device ahead of the server (RFC 6030
        // section 4.2: device 8, server 9 is -1).
        const auto steps =
            static_cast<std::int32_t>(pskc_get_key_data_timedrift(m_key, &is_present));
        m_entry.drift_s =
            std::int64_t{steps} * static_cast<std::int64_t>(m_entry.parameters.period_s);
        if (m_entry.drift_s < -pskc_drift_max_s || m_entry.drift_s > pskc_drift_max_s) {
            return fail("its `TimeDrift` is more than a day");
        }
        return true;
    }

    void read_names() {
        const std::string of_key = text_or_empty(pskc_get_key_userid(m_key));
        m_entry.user =
            user_in(of_key.empty() ? text_or_empty(pskc_get_device_userid(m_key)) : of_key);
        for (const char* name : {pskc_get_device_serialno(m_key), pskc_get_key_id(m_key)}) {
            if (m_entry.device.empty() && is_suffix_of_name(text_or_empty(name))) {
                m_entry.device = name;
            }
        }
    }

    /// A UserId is a distinguished name (RFC 4514): the UID or CN of a plain one, or the text.
    static std::string user_in(const std::string& text) {
        if (text.find('=') == std::string::npos) {
            return is_acceptable_user_name(text) ? text : std::string{};
        }
        if (text.find_first_of("\\\"+") != std::string::npos) {
            return {};
        }
        for (const std::string_view wanted : {"uid=", "cn="}) {
            for (std::string_view part : split(text, ',')) {
                part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
                if (to_lower(part.substr(0, wanted.size())) == wanted &&
                    is_acceptable_user_name(part.substr(wanted.size()))) {
                    return std::string{part.substr(wanted.size())};
                }
            }
        }
        return {};
    }

    /// As engine/device has it for what follows the slash.
    static bool is_suffix_of_name(const std::string& text) {
        constexpr std::size_t suffix_max = 64;
        return !text.empty() && text.size() <= suffix_max &&
               text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789+=,.@_-") == std::string::npos;
    }

    pskc_key_t* m_key;
    Place m_place;
    Report& m_report;
    Entry m_entry;
};

} // namespace

std::optional<Entry> read_key_package(std::string_view container, Place place, Report& report) {
    static const bool is_ready = pskc_global_init() == PSKC_OK;
    pskc_t* made = nullptr;
    if (!is_ready || pskc_init(&made) != PSKC_OK) {
        report.error(place, "libpskc cannot be used");
        return std::nullopt;
    }
    const std::unique_ptr<pskc_t, FreeContainer> parsed{made};
    if (pskc_parse_from_memory(parsed.get(), container.size(), container.data()) != PSKC_OK) {
        report.error(place, "not a key package that libpskc can read");
        return std::nullopt;
    }
    pskc_key_t* key = pskc_get_keypackage(parsed.get(), 0);
    if (key == nullptr) {
        report.error(place, "not a key package that libpskc can read");
        return std::nullopt;
    }
    return KeyPackage{key, place, report}.read();
}

} // namespace mfa::transfer
