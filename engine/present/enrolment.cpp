#include "engine/present/enrolment.hpp"

#include "engine/present/key.hpp"

namespace mfa::present {

namespace {

constexpr std::string_view key_label = "  Key       ";
constexpr std::string_view key_indent = "            ";

std::string kind_of_codes(const KeySettings& settings) {
    const bool time_based = settings.type == "totp";
    return (time_based ? "time-based (TOTP), " : "counter-based (HOTP), ") + settings.algorithm +
           ", " + settings.digits + " digits" +
           (time_based ? ", every " + settings.period_s + " s" : "");
}

} // namespace

std::string enrolment_introduction() {
    return "Logging in here takes a second factor, and you have none yet. Set it up now:\n"
           "open an authenticator app on your phone (any app for one-time codes) and\n"
           "scan the picture that comes next, or type this in by hand:";
}

Result<SecretBuffer> key_and_settings(std::string_view secret_base32, const KeySettings& settings) {
    const SecretBuffer key = TRY(key_in_groups(secret_base32, key_indent));
    const std::string before = "  Account   " + settings.account +
                               (settings.issuer.empty() ? "" : "\n  Issuer    " + settings.issuer) +
                               "\n" + std::string{key_label};
    const std::string after = "\n  Settings  " + kind_of_codes(settings);
    auto text = SecretBuffer::with_capacity(before.size() + key.size() + after.size());
    TRY(text.append(before));
    TRY(text.append(key.bytes()));
    TRY(text.append(after));
    return text;
}

std::string picture_choices(std::size_t qr_size) {
    const TextExtent plain = qr_text_extent(qr_size, QrStyle::ascii);
    return "How shall the picture be drawn? Press a key, then Enter:\n"
           "  b  blocks\n"
           "  i  blocks, for dark text on a light background\n"
           "  a  plain ASCII (needs " +
           std::to_string(plain.columns) + " columns and " + std::to_string(plain.lines) +
           " lines)\n"
           "  n  no picture, I have typed the key";
}

std::string_view picture_prompt() {
    return "Picture [b]: ";
}

std::optional<PictureChoice> picture_choice(std::string_view answer) {
    if (answer.empty() || answer == "b" || answer == "B") {
        return PictureChoice{QrStyle::half_blocks, Background::dark};
    }
    if (answer == "i" || answer == "I") {
        return PictureChoice{QrStyle::half_blocks, Background::light};
    }
    if (answer == "a" || answer == "A") {
        return PictureChoice{QrStyle::ascii, Background::dark};
    }
    if (answer == "n" || answer == "N") {
        return PictureChoice{};
    }
    return std::nullopt;
}

std::string_view picture_caption() {
    return "Scan this picture (b, i or a draws it again):";
}

std::string_view first_code_prompt() {
    return "Code in the app: ";
}

std::string next_code_hint(const KeySettings& settings) {
    return settings.type == "totp" ? "Good. Now wait until the app shows another code (up to " +
                                         settings.period_s + " s)."
                                   : "Good. Now let the app make another code.";
}

std::string_view next_code_prompt() {
    return "Next code: ";
}

std::string_view no_code_hint() {
    return "That is no code: it has 6 to 8 digits.";
}

std::string_view no_code_of_either_form() {
    return "That is no code: it has 6 to 8 digits, or is a recovery code like XXXX-XXXX-XXXX "
           "(then\n"
           "look for a typo).";
}

std::string_view same_code_hint() {
    return "That is the same code again. Wait until the app shows the next one.";
}

std::string_view wrong_codes_hint() {
    return "These two codes do not fit the key. Check the key and the clock of your phone,\n"
           "then enter a new code and the one that follows it.";
}

std::string switched_off_introduction() {
    return "Your device is switched off. To switch it on again, type two codes from it, one\n"
           "after the other.";
}

std::string_view switched_on_again() {
    return "Your device is switched on again: from now on each login asks for a code.";
}

std::string enrolment_done() {
    return "Your second factor is set up: from now on each login asks for a code.\n"
           "If you lose the phone, a recovery code opens in its place: make ten now with\n"
           "`mfa_tool recovery-codes` and keep them on paper. Without one, ask the\n"
           "administrator of this host to reset your device, then set up a new one. If you\n"
           "have it still and change phones, set up the new one with mfa_tool before you\n"
           "give the old one away.";
}

} // namespace mfa::present
