// PSKC files. The keys are those of RFC 6030 figures 2, 5 and 8; the password of figure 8 is
// "qwerty".
#include "engine/transfer/pskc/pskc.hpp"

#include "tests/unit/transfer/reading.hpp"

namespace {

using namespace mfa::test;
using mfa::SecretBuffer;
using mfa::transfer::Kind;
using mfa::transfer::Report;

Report read(const std::string& text, const char* password = nullptr) {
    return mfa::transfer::read_pskc(secret_text(text), password == nullptr
                                                           ? std::optional<SecretBuffer>{}
                                                           : secret_text(password));
}

constexpr const char* head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\">\n";
constexpr const char* plain_secret =
    "<Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>";
constexpr const char* six_digits = "<AlgorithmParameters><ResponseFormat Length=\"6\" "
                                   "Encoding=\"DECIMAL\"/></AlgorithmParameters>";

/// A package on the third line, of that kind and with those parts.
std::string package(const std::string& kind, const std::string& key, const std::string& data,
                    const std::string& device = "<SerialNo>987654321</SerialNo>") {
    return "<KeyPackage><DeviceInfo>" + device +
           "</DeviceInfo><Key Id=\"12345678\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:" +
           kind + "\">" + key + "<Data>" + data + "</Data></Key></KeyPackage>\n";
}

std::string file(const std::string& packages) {
    return head + packages + "</KeyContainer>\n";
}

std::string value(const std::string& name, const std::string& text) {
    return "<" + name + "><PlainValue>" + text + "</PlainValue></" + name + ">";
}

std::string hotp(const std::string& key = six_digits, const std::string& counter = "3") {
    return file(package("hotp", key, plain_secret + value("Counter", counter)));
}

std::string totp(const std::string& data, const std::string& key = six_digits) {
    return file(package("totp", key, plain_secret + data));
}

/// RFC 6030 figure 8.
std::string encrypted() {
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<pskc:KeyContainer
  xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc"
  xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
  xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#"
  xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Version="1.0">
  <pskc:EncryptionKey>
    <xenc11:DerivedKey>
      <xenc11:KeyDerivationMethod
        Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2">
        <pkcs5:PBKDF2-params>
          <Salt><Specified>Ej7/PEpyEpw=</Specified></Salt>
          <IterationCount>1000</IterationCount>
          <KeyLength>16</KeyLength>
          <PRF/>
        </pkcs5:PBKDF2-params>
      </xenc11:KeyDerivationMethod>
      <xenc:ReferenceList><xenc:DataReference URI="#ED"/></xenc:ReferenceList>
      <xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName>
    </xenc11:DerivedKey>
  </pskc:EncryptionKey>
  <pskc:MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1">
    <pskc:MACKey>
      <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
      <xenc:CipherData><xenc:CipherValue>
2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx
      </xenc:CipherValue></xenc:CipherData>
    </pskc:MACKey>
  </pskc:MACMethod>
  <pskc:KeyPackage>
    <pskc:DeviceInfo>
      <pskc:Manufacturer>TokenVendorAcme</pskc:Manufacturer>
      <pskc:SerialNo>987654321</pskc:SerialNo>
    </pskc:DeviceInfo>
    <pskc:CryptoModuleInfo><pskc:Id>CM_ID_001</pskc:Id></pskc:CryptoModuleInfo>
    <pskc:Key Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp" Id="123456">
      <pskc:Issuer>Example-Issuer</pskc:Issuer>
      <pskc:AlgorithmParameters>
        <pskc:ResponseFormat Length="8" Encoding="DECIMAL"/>
      </pskc:AlgorithmParameters>
      <pskc:Data>
        <pskc:Secret>
          <pskc:EncryptedValue Id="ED">
            <xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
            <xenc:CipherData><xenc:CipherValue>
oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f
            </xenc:CipherValue></xenc:CipherData>
          </pskc:EncryptedValue>
          <pskc:ValueMAC>LP6xMvjtypbfT9PdkJhBZ+D6O4w=</pskc:ValueMAC>
        </pskc:Secret>
        <pskc:Counter><pskc:PlainValue>0</pskc:PlainValue></pskc:Counter>
      </pskc:Data>
    </pskc:Key>
  </pskc:KeyPackage>
</pskc:KeyContainer>
)";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    CHECK(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

void a_hotp_key_has_its_counter_and_name() {
    const Report report = read(hotp());
    const auto& entry = only_entry(report);
    CHECK(entry.parameters.kind == Kind::hotp);
    CHECK_EQUAL(entry.parameters.digits, 6U);
    CHECK(entry.secret.equals(rfc_secret));
    CHECK_EQUAL(entry.counter, 3U);
    CHECK_EQUAL(entry.user, "");
    CHECK_EQUAL(entry.device, "987654321");
    CHECK_EQUAL(entry.place.line, 3U);
}

void a_totp_key_has_period_drift_and_suite() {
    const Report report =
        read(totp(value("Time", "0") + value("TimeInterval", "60") + value("TimeDrift", "-4"),
                  "<AlgorithmParameters><Suite>HMAC-SHA256</Suite><ResponseFormat Length=\"8\" "
                  "Encoding=\"DECIMAL\"/></AlgorithmParameters><UserId>bob</UserId>"));
    const auto& entry = only_entry(report);
    CHECK(entry.parameters ==
          (mfa::otp::Parameters{mfa::otp::Algorithm::sha256, 8, 60, Kind::totp}));
    CHECK_EQUAL(entry.drift_s, -240);
    CHECK_EQUAL(entry.user, "bob");
    CHECK_EQUAL(report.findings.size(), 0U);
}

void a_distinguished_name_gives_its_user() {
    const auto user_of = [](const std::string& name) {
        return only_entry(read(hotp(std::string{six_digits} + "<UserId>" + name + "</UserId>")))
            .user;
    };
    CHECK_EQUAL(user_of("CN=alice, O=Example, C=US"), "alice");
    CHECK_EQUAL(user_of("CN=Alice A, UID=alice, DC=example"), "alice");
    CHECK_EQUAL(user_of("O=Example"), "");
    CHECK_EQUAL(user_of("CN=al\\,ice"), "");
    CHECK_EQUAL(user_of("../x"), "");
}

void the_keys_id_names_what_has_no_serial_number() {
    CHECK_EQUAL(only_entry(read(file(package("hotp", six_digits,
                                             plain_secret + value("Counter", "0"), ""))))
                    .device,
                "12345678");
}

void a_password_opens_what_rfc_6030_encrypted() {
    const Report report = read(encrypted(), "qwerty");
    const auto& entry = only_entry(report);
    CHECK(entry.secret.equals(rfc_secret));
    CHECK_EQUAL(entry.parameters.digits, 8U);
    CHECK_EQUAL(entry.counter, 0U);
}

void a_wrong_password_and_damage_are_one_error() {
    check_refused(read(encrypted(), "qwertz"), "23:1", "password is wrong, or the file is damaged");
    check_refused(read(replaced(encrypted(), "oTvo+S22", "oTvo+S23"), "qwerty"), "43:1",
                  "password is wrong, or the file is damaged");
    check_refused(read(replaced(encrypted(), "LP6xMvj", "LP6xMvk"), "qwerty"), "43:1",
                  "password is wrong, or the file is damaged");
}

void without_a_password_what_is_encrypted_is_refused() {
    check_refused(read(encrypted()), "43:1", "no password was given");
}

void other_encryption_is_refused_with_its_reason() {
    check_refused(read(replaced(encrypted(), "#pbkdf2", "#scrypt"), "qwerty"), "7:1", "PBKDF2");
    check_refused(read(replaced(encrypted(), "#hmac-sha1", "#hmac-md5"), "qwerty"), "22:1", "MAC");
    check_refused(read(replaced(encrypted(), "#aes128-cbc", "#tripledes-cbc"), "qwerty"), "23:1",
                  "AES");
    check_refused(read(replaced(encrypted(), ">1000<", ">4000000000<"), "qwerty"), "10:1",
                  "iterations");
    check_refused(read(replaced(encrypted(), ">16<", ">17<"), "qwerty"), "10:1", "derived");
}

void a_bad_package_stops_no_other() {
    const Report report =
        read(file(package("hotp", six_digits, plain_secret) +
                  package("hotp", six_digits, plain_secret + value("Counter", "1"))));
    CHECK_EQUAL(report.entries.size(), 1U);
    CHECK_EQUAL(report.entries[0].place.line, 4U);
    CHECK_EQUAL(findings_of(report), "3:1 error it has no counter, which HOTP needs\n");
}

void keys_that_we_do_not_have_are_refused() {
    check_refused(read(file(package("ocra", six_digits, plain_secret))), "3:1", "algorithm");
    check_refused(read(totp("", "<AlgorithmParameters><Suite>AES-256</Suite>"
                                "</AlgorithmParameters>")),
                  "3:1", "Suite");
    check_refused(read(totp("", "<AlgorithmParameters><ResponseFormat Length=\"7\" "
                                "Encoding=\"DECIMAL\"/></AlgorithmParameters>")),
                  "3:1", "7 digits");
    check_refused(read(totp("", "<AlgorithmParameters><ResponseFormat Length=\"6\" "
                                "Encoding=\"HEXADECIMAL\"/></AlgorithmParameters>")),
                  "3:1", "decimal");
    check_refused(read(totp("", "<AlgorithmParameters><ChallengeFormat Min=\"1\" Max=\"8\" "
                                "Encoding=\"DECIMAL\"/></AlgorithmParameters>")),
                  "3:1", "challenges");
    check_refused(read(totp(value("TimeInterval", "5"))), "3:1", "5 seconds");
    check_refused(read(totp(value("TimeDrift", "2881"))), "3:1", "TimeDrift");
}

void a_pin_that_belongs_to_the_code_is_not_dropped() {
    const auto with_pin = [](const std::string& mode) {
        return hotp(std::string{six_digits} + "<Policy><PINPolicy PINUsageMode=\"" + mode +
                    "\"/></Policy>");
    };
    check_refused(read(with_pin("Prepend")), "3:1", "PIN");
    CHECK_EQUAL(only_entry(read(with_pin("Local"))).counter, 3U);
}

void a_key_must_be_for_codes() {
    check_refused(
        read(hotp(std::string{six_digits} + "<Policy><KeyUsage>Encrypt</KeyUsage></Policy>")),
        "3:1", "policy");
    CHECK_EQUAL(only_entry(read(hotp(std::string{six_digits} +
                                     "<Policy><KeyUsage>OTP</KeyUsage></Policy>")))
                    .counter,
                3U);
}

void values_that_libpskc_would_guess_at_are_errors() {
    check_refused(read(hotp(six_digits, "12abc")), "3:1", "not a number");
    check_refused(read(hotp(six_digits, "")), "3:1", "empty");
    check_refused(
        read(file(package("hotp", six_digits, value("Secret", "MTIz!DU2Nzg5MDEyMzQ1Njc4OTA=")))),
        "3:1", "base64");
    check_refused(read(file(package("hotp", six_digits, plain_secret, "<Manufacturer/>"))), "3:1",
                  "`Manufacturer` is empty");
    check_refused(
        read(file(package("hotp", six_digits, plain_secret, "<Manufacturer><b/></Manufacturer>"))),
        "3:1", "`Manufacturer` is empty");
    check_refused(read(file(package("hotp", "<Policy><KeyUsage/></Policy>", plain_secret))), "3:1",
                  "`KeyUsage` is empty");
    check_refused(read(replaced(hotp(), "Id=\"12345678\"", "Id=\"\"")), "3:1", "an attribute");
    check_refused(read(file(package("hotp", six_digits, plain_secret + std::string{plain_secret}))),
                  "3:1", "twice");
    check_refused(read(file(package("hotp", "<Strange/>", plain_secret))), "3:1", "`Strange`");
}

void what_is_no_pskc_is_refused() {
    check_refused(read(""), "1:1", "empty");
    check_refused(read("HOTP alice - 00"), "1:1", "well-formed");
    check_refused(read("<html/>"), "1:1", "not a PSKC");
    check_refused(read("<KeyContainer/>"), "1:1", "not a PSKC");
    check_refused(read(file("")), "2:1", "no key package");
    check_refused(read(std::string{head} + "<KeyPackage></KeyContainer>"), "3:28", "well-formed");
}

void no_entity_is_ever_followed() {
    check_refused(read("<?xml version=\"1.0\"?><!DOCTYPE KeyContainer [<!ENTITY x SYSTEM "
                       "\"file:///etc/hostname\">]>\n" +
                       std::string{hotp()}.substr(39)),
                  "1:1", "document type");
}

void deep_nesting_ends_in_an_error() {
    std::string deep;
    for (int i = 0; i < 100000; ++i) {
        deep += "<a>";
    }
    CHECK(read(std::string{head} + deep).has_errors());
}

} // namespace

int main() {
    return mfa::test::run(
        "transfer/pskc",
        {TEST(a_hotp_key_has_its_counter_and_name), TEST(a_totp_key_has_period_drift_and_suite),
         TEST(a_distinguished_name_gives_its_user),
         TEST(the_keys_id_names_what_has_no_serial_number),
         TEST(a_password_opens_what_rfc_6030_encrypted),
         TEST(a_wrong_password_and_damage_are_one_error),
         TEST(without_a_password_what_is_encrypted_is_refused),
         TEST(other_encryption_is_refused_with_its_reason), TEST(a_bad_package_stops_no_other),
         TEST(keys_that_we_do_not_have_are_refused),
         TEST(a_pin_that_belongs_to_the_code_is_not_dropped), TEST(a_key_must_be_for_codes),
         TEST(values_that_libpskc_would_guess_at_are_errors), TEST(what_is_no_pskc_is_refused),
         TEST(no_entity_is_ever_followed), TEST(deep_nesting_ends_in_an_error)});
}
