#include "engine/transfer/export_file.hpp"

#include "engine/transfer/export_content.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <openssl/evp.h>

namespace mfa::transfer {

namespace {

constexpr std::string_view magic = "MFA-EXPORT\n";
constexpr char export_version = 1;
constexpr std::size_t salt_size = 16;
constexpr std::size_t export_nonce_size = 12;
constexpr std::size_t export_tag_size = 16;
constexpr std::size_t key_size = 32;
constexpr std::size_t cost_offset = magic.size() + 1;
constexpr std::size_t salt_offset = cost_offset + 3;
constexpr std::size_t nonce_offset = salt_offset + salt_size;
constexpr std::size_t export_header_size = nonce_offset + export_nonce_size;

struct FreeExportContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using ExportContext = std::unique_ptr<EVP_CIPHER_CTX, FreeExportContext>;

const unsigned char* export_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Error crypto_failure(std::string_view what) {
    return Error{ErrorKind::crypto, "write or read an export", std::string{what} + " failed"};
}

Error cannot_open() {
    return Error{ErrorKind::corrupt, "read an export",
                 "the passphrase is wrong, or the file is damaged"};
}

bool is_within_bounds(const ScryptCost& cost) {
    return cost.log2_n >= 14 && cost.log2_n <= 18 && cost.r == 8 && cost.p >= 1 && cost.p <= 4;
}

/// The key under which a file with that header is encrypted.
Result<SecretBuffer> derive_key(const SecretBuffer& passphrase, std::string_view header) {
    const ScryptCost cost{static_cast<std::uint8_t>(header[cost_offset]),
                          static_cast<std::uint8_t>(header[cost_offset + 1]),
                          static_cast<std::uint8_t>(header[cost_offset + 2])};
    if (!is_within_bounds(cost)) {
        return cannot_open();
    }
    constexpr std::uint64_t memory_max = std::uint64_t{300} * 1024 * 1024;
    auto key = SecretBuffer::with_capacity(key_size);
    TRY(key.resize(key_size));
    if (EVP_PBE_scrypt(passphrase.view().data(), passphrase.size(),
                       export_bytes(header.substr(salt_offset)), salt_size,
                       std::uint64_t{1} << cost.log2_n, cost.r, cost.p, memory_max,
                       key.bytes().data(), key.size()) != 1) {
        return crypto_failure("scrypt");
    }
    return key;
}

enum class ExportDirection { decrypt = 0, encrypt = 1 };

/// A context that has taken key, nonce and header.
Result<ExportContext> start_cipher(ExportDirection direction, const SecretBuffer& key,
                                   std::string_view header) {
    ExportContext context{EVP_CIPHER_CTX_new()};
    int ignored = 0;
    if (!context ||
        EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.bytes().data(),
                          export_bytes(header.substr(nonce_offset)),
                          static_cast<int>(direction)) != 1 ||
        EVP_CipherUpdate(context.get(), nullptr, &ignored, export_bytes(header),
                         static_cast<int>(header.size())) != 1) {
        return crypto_failure("AES-256-GCM");
    }
    return context;
}

Result<std::string> new_header(RandomSource& random, const ScryptCost& cost) {
    std::array<std::uint8_t, salt_size + export_nonce_size> drawn{};
    TRY(random.fill(drawn));
    std::string header{magic};
    header += export_version;
    header += static_cast<char>(cost.log2_n);
    header += static_cast<char>(cost.r);
    header += static_cast<char>(cost.p);
    header.append(reinterpret_cast<const char*>(drawn.data()), drawn.size());
    return header;
}

Result<> check_passphrase(const SecretBuffer& passphrase) {
    if (passphrase.empty() || passphrase.size() > passphrase_max) {
        return Error{ErrorKind::invalid_input, "use a passphrase", "it is empty or too long"};
    }
    return {};
}

/// What is encrypted after the header, if the tag at the end says so.
Result<SecretBuffer> open_sealed(std::string_view header, std::string_view sealed,
                                 const SecretBuffer& key) {
    const std::size_t size = sealed.size() - export_tag_size;
    const ExportContext context = TRY(start_cipher(ExportDirection::decrypt, key, header));
    std::array<unsigned char, export_tag_size> tag{};
    std::copy_n(export_bytes(sealed) + size, export_tag_size, tag.begin());
    auto content = SecretBuffer::with_capacity(size);
    TRY(content.resize(size));
    std::array<unsigned char, export_tag_size> unused{};
    int written = 0;
    if (EVP_CipherUpdate(context.get(), content.bytes().data(), &written, export_bytes(sealed),
                         static_cast<int>(size)) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag.size()),
                            tag.data()) != 1) {
        return crypto_failure("AES-256-GCM");
    }
    if (EVP_CipherFinal_ex(context.get(), unused.data(), &written) != 1) {
        return cannot_open();
    }
    return content;
}

} // namespace

Result<std::string> write_export(const std::vector<Entry>& entries, const SecretBuffer& passphrase,
                                 RandomSource& random, const ScryptCost& cost) {
    TRY(check_passphrase(passphrase));
    const SecretBuffer content = TRY(encode_entries(entries));
    if (export_header_size + content.size() + export_tag_size > export_file_max) {
        return Error{ErrorKind::invalid_input, "write an export", "more than its format can hold"};
    }
    std::string file = TRY(new_header(random, cost));
    const SecretBuffer key = TRY(derive_key(passphrase, file));
    const ExportContext context = TRY(start_cipher(ExportDirection::encrypt, key, file));
    file.resize(export_header_size + content.size() + export_tag_size);
    auto* body = reinterpret_cast<unsigned char*>(file.data()) + export_header_size;
    auto* tag = body + content.size();
    int written = 0;
    int ignored = 0;
    if (EVP_CipherUpdate(context.get(), body, &written, content.bytes().data(),
                         static_cast<int>(content.size())) != 1 ||
        static_cast<std::size_t>(written) != content.size() ||
        EVP_CipherFinal_ex(context.get(), tag, &ignored) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(export_tag_size),
                            tag) != 1) {
        return crypto_failure("AES-256-GCM");
    }
    return file;
}

Result<std::vector<Entry>> read_export(std::string_view file, const SecretBuffer& passphrase) {
    TRY(check_passphrase(passphrase));
    if (!file.starts_with(magic)) {
        return Error{ErrorKind::invalid_input, "read an export", "it is no export of pam_mfa"};
    }
    if (file.size() > export_file_max) {
        return Error{ErrorKind::invalid_input, "read an export",
                     "larger than " + std::to_string(export_file_max) + " bytes"};
    }
    if (file.size() < export_header_size + export_tag_size) {
        return cannot_open();
    }
    if (file[magic.size()] != export_version) {
        return Error{ErrorKind::invalid_input, "read an export",
                     "version " + std::to_string(static_cast<unsigned char>(file[magic.size()])) +
                         ", this program knows " + std::to_string(export_version)};
    }
    const std::string_view header = file.substr(0, export_header_size);
    const SecretBuffer key = TRY(derive_key(passphrase, header));
    return decode_entries(TRY(open_sealed(header, file.substr(export_header_size), key)));
}

} // namespace mfa::transfer
