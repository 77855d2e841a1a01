// Packets of the protocol between front ends and helper. Holds:
//   - decode() takes exactly what the grammar at the head of message.hpp allows;
//   - every field is found under its id, in order, with its own bytes and nothing beside;
//   - a message that is built from those fields is the same packet again.
#include "engine/wire/message.hpp"
#include "tests/fuzz/support/require.hpp"

#include <array>
#include <map>

namespace mfa::fuzz {

namespace {

using wire::Field;
using wire::Message;

constexpr std::size_t head_size = 6;
constexpr std::size_t field_head_size = 5;

std::size_t little_endian(std::string_view bytes) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        value += static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
    }
    return value;
}

struct WrittenField {
    Field field;
    std::string_view bytes;
};

/// The grammar, read plainly; nothing for what is no packet.
std::optional<std::vector<WrittenField>> fields_of(std::string_view packet) {
    using namespace std::string_view_literals;
    if (packet.size() > wire::packet_max || packet.size() < head_size ||
        !packet.starts_with("MFA\1"sv)) {
        return std::nullopt;
    }
    std::vector<WrittenField> fields;
    packet.remove_prefix(head_size);
    while (!packet.empty()) {
        if (packet.size() < field_head_size || fields.size() == wire::fields_max) {
            return std::nullopt;
        }
        const auto field = static_cast<Field>(packet[0]);
        const std::size_t length = little_endian(packet.substr(1, 4));
        packet.remove_prefix(field_head_size);
        if (packet.size() < length) {
            return std::nullopt;
        }
        fields.push_back({field, packet.substr(0, length)});
        packet.remove_prefix(length);
    }
    return fields;
}

void check_field(const Message& message, Field field,
                 const std::vector<std::string_view>& written) {
    require(message.texts(field) == written, "a field has its own bytes");
    require(message.text(field) == written.front(), "the first of several comes first");
    const auto number = message.number(field);
    require(number.has_value() == (written.front().size() == sizeof(std::int64_t)),
            "a number has eight bytes");
    require(!number || static_cast<std::size_t>(*number) == little_endian(written.front()),
            "a number is little-endian");
    const auto secrets = message.secrets(field);
    require(secrets.size() == written.size() && secrets.back().equals(written.back()),
            "a secret is a field like any other");
}

} // namespace

void one_input(std::string_view input) {
    const auto written = fields_of(input);
    const auto message = Message::decode(bytes_of(input));
    require(message.has_value() == written.has_value(), "what the grammar allows is a message");
    if (!written) {
        require(message.error().kind() == ErrorKind::protocol, "all else breaks the protocol");
        return;
    }
    Message again{message->type()};
    std::map<Field, std::vector<std::string_view>> by_field;
    for (const auto& [field, bytes] : *written) {
        by_field[field].push_back(bytes);
        again.add(field, bytes);
    }
    for (const auto& [field, texts] : by_field) {
        check_field(*message, field, texts);
    }
    const auto encoded = again.encoded();
    const auto expected = bytes_of(input);
    require(encoded &&
                std::equal(encoded->begin(), encoded->end(), expected.begin(), expected.end()),
            "the same fields make the same packet");
}

} // namespace mfa::fuzz
