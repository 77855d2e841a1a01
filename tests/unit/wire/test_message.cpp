#include "engine/wire/message.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <random>

using namespace mfa;
using namespace mfa::wire;

namespace {

std::vector<std::uint8_t> packet_of(const Message& message) {
    const auto bytes = CHECK_OK(message.encoded());
    return {bytes.begin(), bytes.end()};
}

Message sample() {
    Message message{MessageType::enable};
    message.add(Field::user, "alice")
        .add(Field::code, SecretBuffer::copy_of("123456"))
        .add(Field::code, "654321")
        .add_number(Field::drift_s, -90)
        .add(Field::message, "");
    return message;
}

void a_message_comes_back_as_it_was() {
    const auto back = CHECK_OK(Message::decode(packet_of(sample())));
    CHECK(back.type() == MessageType::enable);
    CHECK_EQUAL(back.text(Field::user).value(), "alice");
    CHECK_EQUAL(back.number(Field::drift_s).value(), -90);
    CHECK_EQUAL(back.text(Field::message).value(), "");
    CHECK(!back.text(Field::device));
    const auto codes = back.secrets(Field::code);
    CHECK_EQUAL(codes.size(), 2U);
    CHECK(codes[1].equals("654321"));
}

void text_is_no_number() {
    const auto back = CHECK_OK(Message::decode(packet_of(sample())));
    CHECK(!back.number(Field::user));
}

void every_cut_packet_is_refused_or_ends_at_a_field() {
    const auto packet = packet_of(sample());
    std::size_t accepted = 0;
    for (std::size_t size = 0; size < packet.size(); ++size) {
        const auto back = Message::decode(std::span{packet}.first(size));
        accepted += back ? 1 : 0;
    }
    CHECK_EQUAL(accepted, 5U); // after the header and after each field but the last
}

void a_length_beyond_the_packet_is_refused() {
    auto packet = packet_of(sample());
    packet[7] = 0xFF;
    packet[10] = 0xFF;
    CHECK_ERROR(Message::decode(packet), ErrorKind::protocol);
}

void another_version_is_refused() {
    auto packet = packet_of(sample());
    packet[3] = 2;
    CHECK_ERROR(Message::decode(packet), ErrorKind::protocol);
}

void what_does_not_fit_is_never_sent() {
    Message message{MessageType::reply};
    message.add(Field::message, std::string(packet_max, 'x'));
    CHECK_ERROR(message.encoded(), ErrorKind::invalid_input);
    Message many{MessageType::reply};
    for (std::size_t i = 0; i <= fields_max; ++i) {
        many.add(Field::allowed_command, "x");
    }
    CHECK_ERROR(many.encoded(), ErrorKind::invalid_input);
    CHECK_ERROR(Message::decode(std::vector<std::uint8_t>(packet_max + 1)), ErrorKind::protocol);
}

void garbage_is_refused_or_read_and_never_worse() {
    std::mt19937 random{20261123};
    const auto good = packet_of(sample());
    for (int round = 0; round < 20000; ++round) {
        auto packet = good;
        for (int i = 0; i < 3; ++i) {
            packet[random() % packet.size()] = static_cast<std::uint8_t>(random());
        }
        const auto back = Message::decode(packet);
        if (back) {
            for (int field = 0; field < 256; ++field) {
                static_cast<void>(back->texts(static_cast<Field>(field)));
                static_cast<void>(back->number(static_cast<Field>(field)));
            }
            CHECK_EQUAL(CHECK_OK(back->encoded()).size(), packet.size());
        }
    }
}

} // namespace

int main() {
    return mfa::test::run("wire/message", {
                                              TEST(a_message_comes_back_as_it_was),
                                              TEST(text_is_no_number),
                                              TEST(every_cut_packet_is_refused_or_ends_at_a_field),
                                              TEST(a_length_beyond_the_packet_is_refused),
                                              TEST(another_version_is_refused),
                                              TEST(what_does_not_fit_is_never_sent),
                                              TEST(garbage_is_refused_or_read_and_never_worse),
                                          });
}
