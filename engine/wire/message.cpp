#include "engine/wire/message.hpp"

#include <array>
#include <utility>

namespace mfa::wire {

namespace {

constexpr std::array<std::uint8_t, 4> magic{'M', 'F', 'A', protocol_version};
constexpr std::size_t header_size = magic.size() + 2;
constexpr std::size_t field_header_size = 5;
constexpr std::size_t number_size = 8;

Error malformed(std::string detail) {
    return Error{ErrorKind::protocol, "decode a message", std::move(detail)};
}

template <std::size_t Size>
std::array<std::uint8_t, Size> little_endian(std::uint64_t value) {
    std::array<std::uint8_t, Size> bytes{};
    for (auto& byte : bytes) {
        byte = static_cast<std::uint8_t>(value & 0xFFU);
        value >>= 8U;
    }
    return bytes;
}

std::uint64_t from_little_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = value << 8U | bytes[i - 1];
    }
    return value;
}

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace

Message::Message(MessageType type)
    : m_type{type}, m_packet{SecretBuffer::with_capacity(packet_max)} {
    const auto type_bytes = little_endian<2>(static_cast<std::uint16_t>(type));
    m_overflow = !m_packet.append(magic) || !m_packet.append(type_bytes);
}

Message::Message(MessageType type, SecretBuffer packet, std::vector<Slice> fields)
    : m_type{type}, m_packet{std::move(packet)}, m_fields{std::move(fields)} {}

Result<Message> Message::decode(std::span<const std::uint8_t> packet) {
    if (packet.size() < header_size || packet.size() > packet_max) {
        return malformed("packet of " + std::to_string(packet.size()) + " bytes");
    }
    if (!std::equal(magic.begin(), magic.end(), packet.begin())) {
        return malformed("not this protocol or not this version");
    }
    const auto type = static_cast<MessageType>(from_little_endian(packet.subspan(magic.size(), 2)));
    std::vector<Slice> fields;
    std::size_t offset = header_size;
    while (offset < packet.size()) {
        if (packet.size() - offset < field_header_size || fields.size() == fields_max) {
            return malformed("field header cut off, or too many fields");
        }
        const auto field = static_cast<Field>(packet[offset]);
        const std::uint64_t length = from_little_endian(packet.subspan(offset + 1, 4));
        offset += field_header_size;
        if (length > packet.size() - offset) {
            return malformed("field longer than its packet");
        }
        fields.push_back({field, offset, static_cast<std::size_t>(length)});
        offset += static_cast<std::size_t>(length);
    }
    return Message{type, SecretBuffer::copy_of(packet), std::move(fields)};
}

Message& Message::add(Field field, std::string_view value) {
    const auto id = static_cast<std::uint8_t>(field);
    const auto length = little_endian<4>(value.size());
    const std::size_t room = packet_max - m_packet.size();
    if (m_overflow || m_fields.size() == fields_max || room < field_header_size ||
        value.size() > room - field_header_size) {
        m_overflow = true;
        return *this;
    }
    m_overflow = !m_packet.append({&id, 1}) || !m_packet.append(length);
    m_fields.push_back({field, m_packet.size(), value.size()});
    m_overflow = m_overflow || !m_packet.append(as_bytes(value));
    return *this;
}

Message& Message::add(Field field, const SecretBuffer& value) {
    return add(field, value.view());
}

Message& Message::add_number(Field field, std::int64_t value) {
    const auto bytes = little_endian<number_size>(static_cast<std::uint64_t>(value));
    return add(field, std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string_view Message::view_of(const Slice& slice) const {
    return m_packet.view().substr(slice.offset, slice.length);
}

std::optional<std::string_view> Message::text(Field field) const {
    for (const Slice& slice : m_fields) {
        if (slice.field == field) {
            return view_of(slice);
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> Message::texts(Field field) const {
    std::vector<std::string_view> found;
    for (const Slice& slice : m_fields) {
        if (slice.field == field) {
            found.push_back(view_of(slice));
        }
    }
    return found;
}

std::optional<std::int64_t> Message::number(Field field) const {
    const auto bytes = text(field);
    if (!bytes || bytes->size() != number_size) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(from_little_endian(as_bytes(*bytes)));
}

std::optional<SecretBuffer> Message::secret(Field field) const {
    const auto bytes = text(field);
    return bytes ? std::optional{SecretBuffer::copy_of(*bytes)} : std::nullopt;
}

std::vector<SecretBuffer> Message::secrets(Field field) const {
    std::vector<SecretBuffer> found;
    for (const std::string_view bytes : texts(field)) {
        found.push_back(SecretBuffer::copy_of(bytes));
    }
    return found;
}

Result<std::span<const std::uint8_t>> Message::encoded() const {
    if (m_overflow) {
        return Error{ErrorKind::invalid_input, "encode a message", "too long"};
    }
    return m_packet.bytes();
}

} // namespace mfa::wire
