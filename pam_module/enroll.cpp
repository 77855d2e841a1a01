#include "engine/base/code_text.hpp"
#include "engine/base/text.hpp"
#include "engine/present/enrolment.hpp"
#include "pam_module/answer.hpp"
#include "pam_module/code.hpp"
#include "pam_module/phases.hpp"

namespace mfa::pam {

namespace {

constexpr int tries_max = 3;    ///< pairs of codes
constexpr int prompts_max = 40; ///< answers in one enrolment, so that it ends

/// A key that the user has not yet, and its picture.
struct NewKey {
    std::string_view secret_base32;
    present::QrModules picture;
};

/// The conversation of one enrolment: of a new key, or of a device that the user has and that is
/// switched off. Interrupted anywhere it leaves nothing to clean: the device was not enabled, and
/// the next login starts anew.
class Enrolment {
public:
    Enrolment(const Transaction& transaction, wire::HelperProcess& helper,
              present::KeySettings settings, std::optional<NewKey> key)
        : m_transaction{transaction}, m_helper{helper}, m_settings{std::move(settings)}, m_key{
                                                                                             key} {}

    Result<Ruling> run() {
        TRY(introduce());
        for (int tries = 0; tries < tries_max; ++tries) {
            const auto first = TRY(ask_first_code());
            TRY(inform(present::next_code_hint(m_settings)));
            auto ruling = TRY(finish(first));
            if (ruling) {
                return std::move(*ruling);
            }
        }
        return Ruling{PAM_AUTH_ERR, m_key ? "No device was set up. Log in again to start anew."
                                          : "Your device is still switched off. Log in again to "
                                            "try once more."};
    }

private:
    [[nodiscard]] Result<> inform(std::string_view text) const {
        return m_transaction.conversation().inform(text);
    }

    Result<SecretBuffer> ask(std::string_view prompt, Echo echo) {
        if (m_prompts++ >= prompts_max) {
            return Error{ErrorKind::invalid_input, "talk to the user", "too many answers"};
        }
        return m_transaction.conversation().ask(prompt, echo);
    }

    Result<SecretBuffer> ask_for_code(std::string_view prompt) {
        return ask(prompt, m_transaction.options().echo_code ? Echo::on : Echo::off);
    }

    Result<> introduce() {
        if (!m_key) {
            return inform(present::switched_off_introduction());
        }
        TRY(show_key());
        return offer_picture();
    }

    Result<> show_key() const {
        const auto key = TRY(present::key_and_settings(m_key->secret_base32, m_settings));
        const std::string before = present::enrolment_introduction() + "\n\n";
        auto screen = SecretBuffer::with_capacity(before.size() + key.size() + 1);
        TRY(screen.append(before));
        TRY(screen.append(key.bytes()));
        TRY(screen.append("\n"));
        return inform(screen.view());
    }

    Result<> offer_picture() {
        TRY(inform(present::picture_choices(m_key->picture.size)));
        while (true) {
            const auto answer = TRY(ask(present::picture_prompt(), Echo::on));
            const auto choice = present::picture_choice(answer.view());
            if (choice) {
                return draw(*choice);
            }
        }
    }

    /// One text, and the picture on a line of its own in it: sshd's clients print a prefix before
    /// the first line of what they are sent.
    Result<> draw(const present::PictureChoice& choice) const {
        if (!choice.style) {
            return {};
        }
        const auto picture =
            TRY(present::qr_as_text(m_key->picture, *choice.style, choice.background));
        const std::string_view caption = present::picture_caption();
        auto text = SecretBuffer::with_capacity(caption.size() + 1 + picture.size());
        TRY(text.append(caption));
        TRY(text.append("\n"));
        // The last newline comes from whoever shows the text.
        TRY(text.append(picture.view().substr(0, picture.size() - 1)));
        return inform(text.view());
    }

    /// The first code; a letter of the choices draws the picture, if any, again instead.
    Result<SecretBuffer> ask_first_code() {
        while (true) {
            const auto answer = TRY(ask_for_code(present::first_code_prompt()));
            if (auto code = digits_typed(answer.view())) {
                return std::move(*code);
            }
            const std::string_view letter = trimmed(answer.view());
            const auto choice =
                !letter.empty() && m_key ? present::picture_choice(letter) : std::nullopt;
            TRY(choice ? draw(*choice) : inform(present::no_code_hint()));
        }
    }

    /// The next code and the helper's word on the pair; nothing when both must be asked again.
    Result<std::optional<Ruling>> finish(const SecretBuffer& first) {
        while (true) {
            const auto second = digits_typed(TRY(ask_for_code(present::next_code_prompt())).view());
            if (!second) {
                TRY(inform(present::no_code_hint()));
                continue;
            }
            wire::Message request{wire::MessageType::auth_enroll_finish};
            request.add(wire::Field::code, first).add(wire::Field::code, *second);
            const auto reply = TRY(m_transaction.exchange(m_helper, request));
            const auto outcome = TRY(outcome_of(reply));
            if (outcome == wire::Outcome::ok) {
                TRY(m_transaction.keep_ticket_of(reply));
                return std::optional{
                    Ruling{PAM_SUCCESS, m_key ? present::enrolment_done()
                                              : std::string{present::switched_on_again()}}};
            }
            const auto error_code = reply.text(wire::Field::error_code).value_or("");
            if (error_code == "same_code") {
                TRY(inform(present::same_code_hint()));
                continue;
            }
            if (outcome == wire::Outcome::wrong_code) {
                const std::string hint{present::wrong_codes_hint()};
                TRY(inform(error_code == "used_code" ? sentence_or(reply, hint) : hint));
                return std::optional<Ruling>{};
            }
            return std::optional{refusal(outcome, reply, Phase::auth)};
        }
    }

    const Transaction& m_transaction;
    wire::HelperProcess& m_helper;
    present::KeySettings m_settings;
    std::optional<NewKey> m_key;
    int m_prompts = 0;
};

Result<Ruling> enroll_new(const Transaction& transaction, wire::HelperProcess& helper,
                          const wire::Message& device) {
    const auto secret = device.text(wire::Field::secret);
    const auto uri = device.text(wire::Field::uri);
    const auto size = device.number(wire::Field::qr_size);
    const auto modules = device.text(wire::Field::qr_modules);
    if (!secret || !uri || !size || *size < 0 || !modules) {
        return nonsense("a device without a key, a URI or a picture");
    }
    auto settings = present::settings_of_key_uri(*uri);
    if (!settings) {
        return nonsense("a device whose URI is none");
    }
    const present::QrModules picture{static_cast<std::size_t>(*size), *modules};
    if (!present::qr_as_text(picture, present::QrStyle::ascii, present::Background::dark)) {
        return nonsense("a device whose picture is none");
    }
    return Enrolment{transaction, helper, std::move(settings).take(), NewKey{*secret, picture}}
        .run();
}

Result<Ruling> switch_on(const Transaction& transaction, wire::HelperProcess& helper,
                         const wire::Message& device) {
    const auto period_s = device.number(wire::Field::period_s);
    if (!period_s || *period_s < 1) {
        return nonsense("a device without a period");
    }
    present::KeySettings settings;
    settings.type = "totp";
    settings.period_s = std::to_string(*period_s);
    return Enrolment{transaction, helper, std::move(settings), std::nullopt}.run();
}

} // namespace

Result<Ruling> enroll(const Transaction& transaction, wire::HelperProcess& helper) {
    const auto device =
        TRY(transaction.exchange(helper, wire::Message{wire::MessageType::auth_enroll_start}));
    const auto outcome = TRY(outcome_of(device));
    if (outcome != wire::Outcome::ok) {
        return refusal(outcome, device, Phase::auth);
    }
    return device.text(wire::Field::state) == "switched_off"
               ? switch_on(transaction, helper, device)
               : enroll_new(transaction, helper, device);
}

} // namespace mfa::pam
