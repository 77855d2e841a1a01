// What a person reads while setting up a device, one wording for pam_mfa.so and mfa_tool. Texts end
// without a newline; lines stay within 80 columns, and what is shown at once within 24 lines.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/present/key_uri.hpp"
#include "engine/present/qr_text.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mfa::present {

/// How the user wants to see the picture.
struct PictureChoice {
    std::optional<QrStyle> style; ///< nothing: no picture, the key was typed by hand
    Background background = Background::dark;
};

/// Why this is asked and what is needed: at most four lines.
std::string enrolment_introduction();

/// Key and settings to type by hand. The key comes before any picture: a terminal that cannot show
/// one must not keep anybody from enrolling.
Result<SecretBuffer> key_and_settings(std::string_view secret_base32, const KeySettings& settings);

/// The choices, with the room that the plain picture needs.
std::string picture_choices(std::size_t qr_size);
std::string_view picture_prompt();
/// `b` or an empty answer: blocks; `i`: blocks for a light background; `a`: plain; `n`: none.
/// Nothing when it is none of these.
std::optional<PictureChoice> picture_choice(std::string_view answer);

/// The line above a picture; the picture begins on the next one.
std::string_view picture_caption();

std::string_view first_code_prompt();
/// Said between the two codes.
std::string next_code_hint(const KeySettings& settings);
std::string_view next_code_prompt();

/// After an answer that is in the form of no code.
std::string_view no_code_hint();
/// The same where a recovery code would do as well.
std::string_view no_code_of_either_form();
/// After one code was entered twice.
std::string_view same_code_hint();
/// After the two codes did not fit the key.
std::string_view wrong_codes_hint();

/// In the place of a key, where the user's device was deactivated.
std::string switched_off_introduction();
/// Said once it is enabled again.
std::string_view switched_on_again();

/// Said once the device is enabled: that it is, and what to do if the phone is lost.
std::string enrolment_done();

} // namespace mfa::present
