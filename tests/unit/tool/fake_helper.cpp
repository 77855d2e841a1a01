#include "tests/unit/tool/fake_helper.hpp"

#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>

namespace mfa::test {

using wire::Field;
using wire::Message;
using wire::MessageType;

namespace {

std::string_view bytes_of(const Message& message) {
    const auto packet = message.encoded();
    if (!packet) {
        throw std::runtime_error{"a message of the test is too long"};
    }
    return {reinterpret_cast<const char*>(packet->data()), packet->size()};
}

} // namespace

FakeHelper::FakeHelper() {
    put("helper", "#!" FAKE_HELPER_PROGRAM "\n");
    if (::chmod(path().c_str(), 0700) != 0) {
        throw std::runtime_error{"chmod failed"};
    }
}

void FakeHelper::put(const std::string& name, std::string_view bytes) const {
    const std::string file_path = m_folder / name;
    const UniqueFd file{::open(file_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file || !write_all(file.get(), bytes, file_path)) {
        throw std::runtime_error{"cannot write " + file_path};
    }
}

void FakeHelper::answer(std::initializer_list<const Message*> messages) {
    int part = 0;
    for (const Message* message : messages) {
        put("answer-" + std::to_string(m_answers) + "." + std::to_string(part), bytes_of(*message));
        ++part;
    }
    ++m_answers;
}

void FakeHelper::answer_raw(std::string_view packet) {
    put("answer-" + std::to_string(m_answers) + ".0", packet);
    ++m_answers;
}

int FakeHelper::requests() const {
    int number = 0;
    while (std::filesystem::exists(m_folder / ("request-" + std::to_string(number)))) {
        ++number;
    }
    return number;
}

Message FakeHelper::request(int number) const {
    const std::string file_path = m_folder / ("request-" + std::to_string(number));
    const UniqueFd file{::open(file_path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) {
        throw std::runtime_error{"the tool made no request " + std::to_string(number)};
    }
    const auto packet = read_secret(file.get(), wire::packet_max, file_path);
    if (!packet) {
        throw std::runtime_error{packet.error().message()};
    }
    auto message = Message::decode(packet->bytes());
    if (!message) {
        throw std::runtime_error{message.error().message()};
    }
    return std::move(message).take();
}

Message ok_reply() {
    Message reply{MessageType::reply};
    reply.add_number(Field::outcome, static_cast<std::int64_t>(wire::Outcome::ok));
    return reply;
}

Message failed_reply(wire::Outcome outcome, std::string_view code, std::string_view message) {
    Message reply{MessageType::reply};
    reply.add_number(Field::outcome, static_cast<std::int64_t>(outcome));
    reply.add(Field::error_code, code).add(Field::message, message);
    return reply;
}

Message device_item() {
    Message item{MessageType::item};
    item.add(Field::device, "alice").add(Field::arn, device_arn).add(Field::user, "alice");
    item.add(Field::type, "totp").add(Field::algorithm, "sha1").add(Field::state, "enabled");
    item.add_number(Field::digits, 6).add_number(Field::period_s, 30);
    item.add(Field::created_at, "2026-11-23T10:00:00Z");
    item.add(Field::enabled_at, "2026-11-23T10:01:00Z");
    item.add_number(Field::drift_s, -30);
    return item;
}

Message created_reply() {
    constexpr std::size_t size = 21;
    Message reply = ok_reply();
    reply.add(Field::device, "alice").add(Field::arn, device_arn).add(Field::state, "created");
    reply.add(Field::secret, rfc_secret).add(Field::uri, rfc_uri);
    reply.add_number(Field::qr_size, size).add(Field::qr_modules, checkerboard(size));
    return reply;
}

Message changed_reply(std::string_view state, std::int64_t drift_s) {
    Message reply = ok_reply();
    reply.add(Field::device, "alice").add(Field::arn, device_arn).add(Field::state, state);
    reply.add_number(Field::drift_s, drift_s);
    return reply;
}

std::string checkerboard(std::size_t size) {
    std::string modules;
    for (std::size_t i = 0; i < size * size; ++i) {
        modules += i % 2 == 0 ? '1' : '0';
    }
    return modules;
}

} // namespace mfa::test
