#include "mfa_tool/new_device.hpp"

#include "mfa_tool/code_reader.hpp"
#include "mfa_tool/new_file.hpp"
#include "mfa_tool/qr_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using wire::Field;
using wire::Message;

bool is_base32(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); });
}

/// A URI is ASCII (RFC 3986); with quote and backslash out it stands in JSON as it is.
bool is_plain_uri(std::string_view text) {
    return text.starts_with("otpauth://") && std::all_of(text.begin(), text.end(), [](char c) {
               return c > ' ' && c <= '~' && c != '"' && c != '\\';
           });
}

Attempt<NewDevice> device_in(const Message& reply) {
    NewDevice created;
    created.device = TRY(required_text(reply, Field::device, "device"));
    created.arn = TRY(required_text(reply, Field::arn, "arn"));
    created.state = TRY(required_text(reply, Field::state, "state"));
    created.secret = TRY(required_secret(reply, Field::secret, "secret"));
    created.uri = TRY(required_secret(reply, Field::uri, "uri"));
    const std::int64_t size = TRY(required_number(reply, Field::qr_size, "qr_size"));
    created.qr_modules = TRY(required_secret(reply, Field::qr_modules, "qr_modules"));
    if (!is_base32(created.secret.view()) || !is_plain_uri(created.uri.view()) || size < 0) {
        return Error{ErrorKind::protocol, "read the helper's answer",
                     "the key, its URI or its picture is malformed"};
    }
    created.qr_size = static_cast<std::size_t>(size);
    return created;
}

} // namespace

Message create_request(const CommonOptions& common, const NewDeviceOptions& options) {
    Message request = request_for(wire::MessageType::create, common);
    if (!options.name.empty()) {
        request.add(Field::device, options.name);
    }
    if (!options.type.empty()) {
        request.add(Field::type, options.type);
    }
    if (!options.algorithm.empty()) {
        request.add(Field::algorithm, options.algorithm);
    }
    if (options.digits) {
        request.add_number(Field::digits, *options.digits);
    }
    if (options.period_s) {
        request.add_number(Field::period_s, *options.period_s);
    }
    return request;
}

Attempt<ImportedDevice> import_device(Environment& environment, Message request,
                                      const ImportOptions& import, EnableImported enable) {
    request.add(Field::secret,
                TRY(read_secret_text(environment, "Secret of the device (not shown): ")));
    if (import.counter) {
        request.add_number(Field::counter, *import.counter);
    }
    if (enable == EnableImported::at_once) {
        request.add_number(Field::enable_now, 1);
    }
    const Answer answer = TRY(ask_helper(environment, request));
    ImportedDevice imported;
    imported.device = TRY(required_text(answer.reply, Field::device, "device"));
    imported.arn = TRY(required_text(answer.reply, Field::arn, "arn"));
    imported.state = TRY(required_text(answer.reply, Field::state, "state"));
    return imported;
}

nlohmann::ordered_json imported_json(const ImportedDevice& imported) {
    return {{"device", imported.device}, {"arn", imported.arn}, {"state", imported.state}};
}

Attempt<NewDevice> create_device(Environment& environment, const CommonOptions& common,
                                 const NewDeviceOptions& options) {
    if (!options.qr_file.empty()) {
        TRY(check_is_new(options.qr_file));
    }
    const Answer answer = TRY(ask_helper(environment, create_request(common, options)));
    NewDevice created = TRY(device_in(answer.reply));
    if (!options.qr_file.empty()) {
        TRY(write_qr_file(options.qr_file, created.qr()));
    }
    return created;
}

} // namespace mfa::tool
