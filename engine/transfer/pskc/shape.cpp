#include "engine/transfer/pskc/shape.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace mfa::transfer {

namespace {

enum class Holds { elements, attributes, text, secret, number, signed_number };

struct KnownElement {
    std::string_view parent;
    std::string_view name;
    Holds holds;
};

constexpr std::array known_elements{
    KnownElement{"KeyPackage", "DeviceInfo", Holds::elements},
    KnownElement{"KeyPackage", "CryptoModuleInfo", Holds::elements},
    KnownElement{"KeyPackage", "Key", Holds::elements},
    KnownElement{"DeviceInfo", "Manufacturer", Holds::text},
    KnownElement{"DeviceInfo", "SerialNo", Holds::text},
    KnownElement{"DeviceInfo", "Model", Holds::text},
    KnownElement{"DeviceInfo", "IssueNo", Holds::text},
    KnownElement{"DeviceInfo", "DeviceBinding", Holds::text},
    KnownElement{"DeviceInfo", "StartDate", Holds::text},
    KnownElement{"DeviceInfo", "ExpiryDate", Holds::text},
    KnownElement{"DeviceInfo", "UserId", Holds::text},
    KnownElement{"CryptoModuleInfo", "Id", Holds::text},
    KnownElement{"Key", "Issuer", Holds::text},
    KnownElement{"Key", "AlgorithmParameters", Holds::elements},
    KnownElement{"Key", "KeyProfileId", Holds::text},
    KnownElement{"Key", "KeyReference", Holds::text},
    KnownElement{"Key", "FriendlyName", Holds::text},
    KnownElement{"Key", "UserId", Holds::text},
    KnownElement{"Key", "Policy", Holds::elements},
    KnownElement{"Key", "Data", Holds::elements},
    KnownElement{"AlgorithmParameters", "Suite", Holds::text},
    KnownElement{"AlgorithmParameters", "ChallengeFormat", Holds::attributes},
    KnownElement{"AlgorithmParameters", "ResponseFormat", Holds::attributes},
    KnownElement{"Policy", "StartDate", Holds::text},
    KnownElement{"Policy", "ExpiryDate", Holds::text},
    KnownElement{"Policy", "PINPolicy", Holds::attributes},
    KnownElement{"Policy", "KeyUsage", Holds::text},
    KnownElement{"Policy", "NumberOfTransactions", Holds::number},
    KnownElement{"Data", "Secret", Holds::elements},
    KnownElement{"Data", "Counter", Holds::elements},
    KnownElement{"Data", "Time", Holds::elements},
    KnownElement{"Data", "TimeInterval", Holds::elements},
    KnownElement{"Data", "TimeDrift", Holds::elements},
    KnownElement{"Secret", "PlainValue", Holds::secret},
    KnownElement{"Counter", "PlainValue", Holds::number},
    KnownElement{"Time", "PlainValue", Holds::number},
    KnownElement{"TimeInterval", "PlainValue", Holds::number},
    KnownElement{"TimeDrift", "PlainValue", Holds::signed_number},
};

constexpr std::array<std::string_view, 2> encrypted_parts{"EncryptedValue", "ValueMAC"};

bool shape_error(const xmlNode* node, const std::string& message, Report& report) {
    report.error(place_of(node), message);
    return false;
}

std::string in_element(const xmlNode* node) {
    return "`" + escape_controls(name_of(node).substr(0, 40)) + "`";
}

bool is_number(std::string_view text, Holds holds) {
    if (holds == Holds::signed_number && text.starts_with('-')) {
        text.remove_prefix(1);
    }
    return parse_unsigned(text).has_value();
}

bool check_content(const xmlNode* node, Holds holds, Report& report) {
    if (holds == Holds::elements || holds == Holds::attributes) {
        return true;
    }
    const auto text = text_of(node);
    if (!text) {
        return shape_error(node, in_element(node) + " is empty, or is not text alone", report);
    }
    if (holds == Holds::secret && !decode_base64(*text)) {
        return shape_error(node, "the secret is not base64", report);
    }
    if ((holds == Holds::number || holds == Holds::signed_number) && !is_number(*text, holds)) {
        return shape_error(node, in_element(node) + " is not a number", report);
    }
    return true;
}

bool check_attributes(const xmlNode* node, Report& report) {
    for (const xmlAttr* attribute = node->properties; attribute != nullptr;
         attribute = attribute->next) {
        if (attribute->children == nullptr || attribute->children->content == nullptr ||
            attribute->children->content[0] == 0 || attribute->children->next != nullptr) {
            return shape_error(node, "an attribute of " + in_element(node) + " is empty", report);
        }
    }
    return true;
}

bool check_element(xmlNode* node, std::string_view parent, Report& report) {
    const std::string_view name = name_of(node);
    const auto* const known =
        std::find_if(known_elements.begin(), known_elements.end(), [&](const KnownElement& entry) {
            return entry.parent == parent && entry.name == name;
        });
    if (std::find(encrypted_parts.begin(), encrypted_parts.end(), name) != encrypted_parts.end()) {
        return shape_error(node, "encrypted, and no password was given", report);
    }
    if (known == known_elements.end()) {
        return shape_error(node, "unknown element " + in_element(node), report);
    }
    return check_attributes(node, report) && check_content(node, known->holds, report);
}

void remove_extensions(xmlNode* node, Report& report) {
    for (xmlNode* child : elements_of(node)) {
        if (name_of(child) == "Extensions") {
            report.note(place_of(child), "extensions are not taken");
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        }
    }
}

} // namespace

bool check_shape(xmlNode* package, Report& report) {
    // Not by recursion: how deep the elements lie is the file's choice.
    std::vector<xmlNode*> open{package};
    while (!open.empty()) {
        xmlNode* node = open.back();
        open.pop_back();
        remove_extensions(node, report);
        std::set<std::string_view> seen;
        for (xmlNode* child : elements_of(node)) {
            const bool may_repeat = name_of(child) == "KeyUsage";
            if (!seen.insert(name_of(child)).second && !may_repeat) {
                return shape_error(child, in_element(child) + " stands here twice", report);
            }
            if (!check_element(child, name_of(node), report)) {
                return false;
            }
            open.push_back(child);
        }
    }
    return true;
}

} // namespace mfa::transfer
