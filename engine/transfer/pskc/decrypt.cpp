#include "engine/transfer/pskc/decrypt.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace mfa::transfer {

namespace {

constexpr std::size_t aes_block = 16;
constexpr std::uint64_t iterations_max = 10'000'000;

struct FreePskcCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

std::nullopt_t refuse(const xmlNode* node, const char* message, Report& report) {
    report.error(place_of(node), message);
    return std::nullopt;
}

constexpr const char* wrong_password = "the password is wrong, or the file is damaged";

/// The digest of an algorithm's URI, such as …#hmac-sha256; empty where we have none.
std::string digest_of(std::string_view uri) {
    for (const char* digest : {"sha1", "sha256", "sha512"}) {
        if (to_lower(uri).ends_with(std::string{"#hmac-"} + digest)) {
            return digest;
        }
    }
    return {};
}

const EVP_CIPHER* cipher_of(std::string_view uri) {
    if (uri.ends_with("#aes128-cbc")) {
        return EVP_aes_128_cbc();
    }
    if (uri.ends_with("#aes192-cbc")) {
        return EVP_aes_192_cbc();
    }
    return uri.ends_with("#aes256-cbc") ? EVP_aes_256_cbc() : nullptr;
}

/// An EncryptedDataType (XML Encryption, section 3.2) as it stands in the file.
struct Encrypted {
    const EVP_CIPHER* cipher = nullptr;
    SecretBuffer value; ///< initialisation vector and cipher text
};

std::optional<Encrypted> read_encrypted(const xmlNode* node, Report& report) {
    Encrypted read;
    read.cipher =
        cipher_of(attribute_of(element_of(node, "EncryptionMethod"), "Algorithm").value_or(""));
    if (read.cipher == nullptr) {
        return refuse(node, "encrypted in another way than AES in CBC mode", report);
    }
    const auto text = text_of(element_of(element_of(node, "CipherData"), "CipherValue"));
    auto value = text ? decode_base64(*text) : std::nullopt;
    if (!value || value->size() < 2 * aes_block || value->size() % aes_block != 0) {
        return refuse(node, "the encrypted value is not one", report);
    }
    read.value = std::move(*value);
    return read;
}

/// Nothing where key or padding are not right (XML Encryption, section 5.2: the last byte says how
/// many to drop, the others may be anything).
std::optional<SecretBuffer> decrypt(const Encrypted& encrypted, const SecretBuffer& key) {
    const std::size_t size = encrypted.value.size() - aes_block;
    const std::unique_ptr<EVP_CIPHER_CTX, FreePskcCipher> context{EVP_CIPHER_CTX_new()};
    auto plain = SecretBuffer::with_capacity(size);
    int written = 0;
    if (!context ||
        static_cast<std::size_t>(EVP_CIPHER_get_key_length(encrypted.cipher)) != key.size() ||
        !plain.resize(size) ||
        EVP_DecryptInit_ex(context.get(), encrypted.cipher, nullptr, key.bytes().data(),
                           encrypted.value.bytes().data()) != 1 ||
        EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
        EVP_DecryptUpdate(context.get(), plain.bytes().data(), &written,
                          encrypted.value.bytes().data() + aes_block,
                          static_cast<int>(size)) != 1) {
        return std::nullopt;
    }
    const std::size_t padding = plain.bytes().back();
    if (padding < 1 || padding > aes_block || !plain.resize(size - padding) || plain.empty()) {
        return std::nullopt;
    }
    return plain;
}

std::optional<SecretBuffer> pbkdf2(const xmlNode* method, const SecretBuffer& password,
                                   Report& report) {
    const xmlNode* parameters = element_of(method, "PBKDF2-params");
    const auto salt_text = text_of(element_of(element_of(parameters, "Salt"), "Specified"));
    const auto salt = salt_text ? decode_base64(*salt_text) : std::nullopt;
    const auto iterations =
        parse_unsigned(text_of(element_of(parameters, "IterationCount")).value_or(""));
    const auto length = parse_unsigned(text_of(element_of(parameters, "KeyLength")).value_or(""));
    const auto prf = attribute_of(element_of(parameters, "PRF"), "Algorithm");
    const std::string digest = prf ? digest_of(*prf) : "sha1"; // RFC 8018 appendix A.2
    if (!salt || !iterations || !length || digest.empty() ||
        (*length != 16 && *length != 24 && *length != 32)) {
        return refuse(method, "how its key is derived from the password cannot be read", report);
    }
    if (*iterations < 1 || *iterations > iterations_max) {
        return refuse(method, "asks for more than ten million iterations", report);
    }
    auto key = SecretBuffer::with_capacity(*length);
    if (!key.resize(*length) ||
        PKCS5_PBKDF2_HMAC(password.view().data(), static_cast<int>(password.size()),
                          salt->bytes().data(), static_cast<int>(salt->size()),
                          static_cast<int>(*iterations), EVP_get_digestbyname(digest.c_str()),
                          static_cast<int>(key.size()), key.bytes().data()) != 1) {
        return refuse(method, "its key cannot be derived from the password", report);
    }
    return key;
}

bool is_mac_right(const PskcKeys& keys, const SecretBuffer& value, const SecretBuffer& expected) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    return HMAC(EVP_get_digestbyname(keys.mac_digest.c_str()), keys.mac.bytes().data(),
                static_cast<int>(keys.mac.size()), value.bytes().data(), value.size(), mac.data(),
                &size) != nullptr &&
           size == expected.size() && CRYPTO_memcmp(mac.data(), expected.bytes().data(), size) == 0;
}

SecretBuffer encode_base64(const SecretBuffer& bytes) {
    auto text = SecretBuffer::with_capacity(bytes.size() / 3 * 4 + 5);
    if (text.resize(text.capacity())) {
        const int size = EVP_EncodeBlock(text.bytes().data(), bytes.bytes().data(),
                                         static_cast<int>(bytes.size()));
        static_cast<void>(text.resize(static_cast<std::size_t>(std::max(size, 0))));
    }
    return text;
}

} // namespace

std::optional<PskcKeys> derive_pskc_keys(const xmlNode* container, const SecretBuffer& password,
                                         Report& report) {
    const xmlNode* encryption = element_of(container, "EncryptionKey");
    const xmlNode* method = element_of(element_of(encryption, "DerivedKey"), "KeyDerivationMethod");
    if (method == nullptr || !attribute_of(method, "Algorithm").value_or("").ends_with("#pbkdf2")) {
        return refuse(encryption != nullptr ? encryption : container,
                      "encrypted under a key, not under a password with PBKDF2", report);
    }
    const xmlNode* mac = element_of(container, "MACMethod");
    PskcKeys keys;
    keys.mac_digest = digest_of(attribute_of(mac, "Algorithm").value_or(""));
    if (keys.mac_digest.empty()) {
        return refuse(mac != nullptr ? mac : container,
                      "encrypted without a MAC that could show damage", report);
    }
    auto key = pbkdf2(method, password, report);
    if (!key) {
        return std::nullopt;
    }
    keys.encryption = std::move(*key);
    const xmlNode* mac_key = element_of(mac, "MACKey");
    if (mac_key == nullptr) { // RFC 6030 section 6.1.1: then it is the encryption key
        keys.mac = keys.encryption.clone();
        return keys;
    }
    const auto encrypted = read_encrypted(mac_key, report);
    auto plain = encrypted ? decrypt(*encrypted, keys.encryption) : std::nullopt;
    if (!plain) {
        return encrypted ? refuse(mac_key, wrong_password, report) : std::nullopt;
    }
    keys.mac = std::move(*plain);
    return keys;
}

bool decrypt_secret(xmlNode* package, const PskcKeys& keys, Report& report) {
    xmlNode* secret = element_of(element_of(element_of(package, "Key"), "Data"), "Secret");
    xmlNode* value = element_of(secret, "EncryptedValue");
    if (value == nullptr) {
        return true;
    }
    xmlNode* mac = element_of(secret, "ValueMAC");
    const auto mac_text = text_of(mac);
    const auto expected = mac_text ? decode_base64(*mac_text) : std::nullopt;
    const auto encrypted = read_encrypted(value, report);
    if (!encrypted) {
        return false;
    }
    const bool is_right = expected && is_mac_right(keys, encrypted->value, *expected);
    const auto plain = is_right ? decrypt(*encrypted, keys.encryption) : std::nullopt;
    if (!plain) {
        return refuse(value, wrong_password, report), false;
    }
    for (xmlNode* old : {value, mac}) {
        xmlUnlinkNode(old);
        xmlFreeNode(old);
    }
    auto text = SecretBuffer::with_capacity(plain->size() / 3 * 4 + 6);
    static_cast<void>(text.append(encode_base64(*plain).bytes()));
    static_cast<void>(text.append(std::string_view{"\0", 1}));
    return xmlNewTextChild(secret, nullptr, reinterpret_cast<const xmlChar*>("PlainValue"),
                           text.bytes().data()) != nullptr;
}

} // namespace mfa::transfer
