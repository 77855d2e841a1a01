#include "mfa_tool/login_name.hpp"

#include <pwd.h>
#include <vector>

namespace mfa::tool {

std::string login_name_of(uid_t uid) {
    std::vector<char> storage(16UL * 1024);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, storage.data(), storage.size(), &found) != 0 ||
        found == nullptr) {
        return {};
    }
    return found->pw_name;
}

} // namespace mfa::tool
