#pragma once

#include "engine/wire/message.hpp"
#include "tests/support/temp_dir.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::test {

/// Answers laid out in advance for the tool's requests, and the requests that came.
class FakeHelper {
public:
    FakeHelper();

    [[nodiscard]] std::string path() const { return m_folder / "helper"; }

    /// The answer to the next request that has none yet.
    void answer(std::initializer_list<const wire::Message*> messages);
    void answer(const wire::Message& reply) { answer({&reply}); }
    /// A packet that need not be a message.
    void answer_raw(std::string_view packet);

    [[nodiscard]] int requests() const;
    [[nodiscard]] wire::Message request(int number) const;

private:
    void put(const std::string& name, std::string_view bytes) const;

    TempDir m_folder;
    int m_answers = 0;
};

/// A reply whose outcome is `ok`.
wire::Message ok_reply();
/// A reply that is a failure.
wire::Message failed_reply(wire::Outcome outcome, std::string_view code, std::string_view message);
/// alice's enabled device, never used.
wire::Message device_item();
/// What `create` answers: the RFC 6238 key and a 21-module picture.
wire::Message created_reply();
/// What `enable`, `resync`, `deactivate` and `remove` answer.
wire::Message changed_reply(std::string_view state, std::int64_t drift_s);

inline constexpr std::string_view alice_arn = "arn:aws:iam::000000000000:user/alice";
inline constexpr std::string_view device_arn = "arn:aws:iam::000000000000:mfa/alice";
/// "12345678901234567890" (RFC 6238 appendix B) in base32.
inline constexpr std::string_view rfc_secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
inline constexpr std::string_view rfc_uri =
    "otpauth://totp/host:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=host";

/// Modules that are no real code but the right number of them: a checkerboard.
std::string checkerboard(std::size_t size);

} // namespace mfa::test
