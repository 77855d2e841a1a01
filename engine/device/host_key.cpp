#include "engine/device/host_key.hpp"

#include "engine/base/bytes.hpp"

#include <limits>
#include <string_view>

namespace mfa::device {

namespace {

constexpr std::string_view host_key_magic = "MFAK";
constexpr std::size_t numbered_size = host_key_magic.size() + sizeof(std::uint32_t) + host_key_size;

Error no_host_key(const std::string& file_name, const std::string& why) {
    return Error{ErrorKind::invalid_config, "use `" + file_name + "`", why};
}

} // namespace

Result<HostKey> parse_host_key(const SecretBuffer& content, const std::string& file_name) {
    if (content.size() == host_key_size) {
        return HostKey{1, content.clone()};
    }
    ByteReader reader{content.view()};
    if (content.size() != numbered_size || reader.raw(host_key_magic.size()) != host_key_magic) {
        return no_host_key(file_name, "it has " + std::to_string(content.size()) +
                                          " bytes and is no host key: that is " +
                                          std::to_string(host_key_size) + " bytes, or `MFAK` and " +
                                          std::to_string(numbered_size - host_key_magic.size()));
    }
    HostKey key;
    key.number = reader.number<std::uint32_t>();
    key.bytes = SecretBuffer::copy_of(reader.raw(host_key_size));
    if (key.number == 0) {
        return no_host_key(file_name, "its number is 0; keys are counted from 1");
    }
    return key;
}

Result<SecretBuffer> encode_host_key(const HostKey& key) {
    if (key.number == 0 || key.bytes.size() != host_key_size) {
        return Error{ErrorKind::internal, "encode a host key", "it is none"};
    }
    ByteWriter writer{numbered_size};
    writer.raw(host_key_magic).number(key.number).raw(key.bytes.view());
    return std::move(writer).take();
}

Result<HostKey> make_host_key_after(std::uint32_t number, RandomSource& random) {
    if (number == std::numeric_limits<std::uint32_t>::max()) {
        return Error{ErrorKind::invalid_config, "make a host key",
                     "the numbers of host keys are used up"};
    }
    HostKey key{number + 1, SecretBuffer::with_capacity(host_key_size)};
    TRY(key.bytes.resize(host_key_size));
    TRY(random.fill(key.bytes.bytes()));
    return key;
}

} // namespace mfa::device
