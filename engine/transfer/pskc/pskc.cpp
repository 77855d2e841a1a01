#include "engine/transfer/pskc/pskc.hpp"

#include "engine/transfer/pskc/decrypt.hpp"
#include "engine/transfer/pskc/key_entry.hpp"
#include "engine/transfer/pskc/shape.hpp"
#include "engine/transfer/pskc/xml.hpp"

#include <string>

namespace mfa::transfer {

namespace {

constexpr std::string_view pskc_namespace = "urn:ietf:params:xml:ns:keyprov:pskc";

bool is_container(const xmlNode* root) {
    return root != nullptr && name_of(root) == "KeyContainer" && root->ns != nullptr &&
           std::string_view{reinterpret_cast<const char*>(root->ns->href)} == pskc_namespace;
}

/// A container with that package alone: libpskc is never given what was not checked.
SecretBuffer container_of(xmlNode* root, xmlNode* package) {
    const XmlDocument document{xmlNewDoc(reinterpret_cast<const xmlChar*>("1.0"))};
    constexpr int attributes_and_namespaces = 2;
    xmlNode* container = xmlDocCopyNode(root, document.get(), attributes_and_namespaces);
    xmlNode* copy = xmlDocCopyNode(package, document.get(), 1);
    if (container == nullptr || copy == nullptr) {
        xmlFreeNode(container);
        xmlFreeNode(copy);
        return {};
    }
    static_cast<void>(xmlDocSetRootElement(document.get(), container));
    static_cast<void>(xmlAddChild(container, copy));
    xmlChar* text = nullptr;
    int size = 0;
    xmlDocDumpMemory(document.get(), &text, &size);
    if (text == nullptr || size <= 0) {
        return {};
    }
    auto taken =
        SecretBuffer::copy_of(std::span<const std::uint8_t>{text, static_cast<std::size_t>(size)});
    wipe_memory(text, static_cast<std::size_t>(size));
    xmlFree(text);
    return taken;
}

void read_package(xmlNode* root, xmlNode* package, const std::optional<PskcKeys>& keys,
                  Report& report) {
    if (keys && !decrypt_secret(package, *keys, report)) {
        return;
    }
    if (!check_shape(package, report)) {
        return;
    }
    const SecretBuffer container = container_of(root, package);
    if (auto entry = read_key_package(container.view(), place_of(package), report)) {
        report.entries.push_back(std::move(*entry));
    }
}

/// What stands in a container beside its packages.
void note_others(const xmlNode* root, Report& report) {
    for (const xmlNode* child : elements_of(root)) {
        const std::string_view name = name_of(child);
        if (name == "Signature") {
            report.note(place_of(child), "its signature is not checked");
        } else if (name == "Extensions") {
            report.note(place_of(child), "extensions are not taken");
        } else if (name != "KeyPackage" && name != "EncryptionKey" && name != "MACMethod") {
            report.error(place_of(child), "an element that a key container does not have");
        }
    }
}

} // namespace

Report read_pskc(const SecretBuffer& text, const std::optional<SecretBuffer>& password) {
    Report report;
    if (text.size() > many_users_file_max) {
        report.error({}, "larger than " + std::to_string(many_users_file_max) + " bytes");
        return report;
    }
    const XmlDocument document = parse_xml(text.view(), report);
    if (!document) {
        return report;
    }
    xmlNode* root = xmlDocGetRootElement(document.get());
    if (!is_container(root)) {
        report.error({}, "not a PSKC key container (RFC 6030)");
        return report;
    }
    std::optional<PskcKeys> keys;
    if (password && element_of(root, "EncryptionKey") != nullptr) {
        keys = derive_pskc_keys(root, *password, report);
        if (!keys) {
            return report;
        }
    }
    note_others(root, report);
    for (xmlNode* child : elements_of(root)) {
        if (name_of(child) == "KeyPackage") {
            read_package(root, child, keys, report);
        }
    }
    if (report.entries.empty() && !report.has_errors()) {
        report.error(place_of(root), "no key package in it");
    }
    name_apart(report);
    return report;
}

} // namespace mfa::transfer
