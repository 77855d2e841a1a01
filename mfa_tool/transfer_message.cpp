#include "mfa_tool/transfer_message.hpp"

#include "engine/otp/base32.hpp"
#include "mfa_tool/request.hpp"

namespace mfa::tool {

namespace {

using transfer::Entry;
using transfer::Kind;
using wire::Field;
using wire::Message;

Failure odd_item() {
    return unavailable(
        Error{ErrorKind::protocol, "read the helper's answer", "a device that cannot be"});
}

/// Kind, algorithm, digits and period of an exported device.
Attempt<otp::Parameters> exported_parameters(const Message& item) {
    const auto kind = otp::kind_from_name(TRY(required_text(item, Field::type, "type")));
    const auto algorithm =
        otp::algorithm_from_name(TRY(required_text(item, Field::algorithm, "algorithm")));
    const auto digits = TRY(required_number(item, Field::digits, "digits"));
    const auto period_s = TRY(required_number(item, Field::period_s, "period_s"));
    constexpr std::int64_t number_max = 65535;
    if (!kind || !algorithm || digits < 0 || digits > number_max || period_s < 0 ||
        period_s > number_max) {
        return odd_item();
    }
    return otp::Parameters{*algorithm, static_cast<unsigned>(digits),
                           static_cast<unsigned>(period_s), *kind};
}

} // namespace

Attempt<Message> import_request(const Entry& entry, Run run) {
    const auto& parameters = entry.parameters;
    Message request{wire::MessageType::import_device};
    request.add(Field::user, entry.user)
        .add(Field::type, otp::kind_name(parameters.kind))
        .add(Field::algorithm, otp::algorithm_name(parameters.algorithm))
        .add_number(Field::digits, parameters.digits)
        .add_number(Field::period_s, parameters.period_s)
        .add(Field::secret, TRY(otp::base32_encode(entry.secret)));
    if (!entry.device.empty()) {
        request.add(Field::device, entry.device);
    }
    if (parameters.kind == Kind::hotp) {
        request.add_number(Field::counter, static_cast<std::int64_t>(entry.counter));
    } else {
        request.add_number(Field::drift_s, entry.drift_s);
        if (entry.last_step >= 0) {
            request.add_number(Field::last_step, entry.last_step);
        }
    }
    for (const SecretBuffer& code : entry.scratch_codes) {
        request.add(Field::scratch_code, code);
    }
    if (run == Run::dry) {
        request.add_number(Field::dry_run, 1);
    }
    return request;
}

Attempt<Entry> exported_entry(const Message& item) {
    Entry entry;
    entry.user = TRY(required_text(item, Field::user, "user"));
    const std::string name = TRY(required_text(item, Field::device, "device"));
    if (name.starts_with(entry.user + "/")) {
        entry.device = name.substr(entry.user.size() + 1);
    } else if (name != entry.user) {
        return odd_item();
    }
    entry.parameters = TRY(exported_parameters(item));
    entry.secret = TRY(otp::base32_decode(TRY(required_secret(item, Field::secret, "secret"))));
    const std::int64_t counter = item.number(Field::counter).value_or(0);
    if (counter < 0) {
        return odd_item();
    }
    entry.counter = static_cast<std::uint64_t>(counter);
    entry.drift_s = item.number(Field::drift_s).value_or(0);
    entry.last_step = item.number(Field::last_step).value_or(-1);
    entry.scratch_codes = item.secrets(Field::scratch_code);
    return entry;
}

} // namespace mfa::tool
