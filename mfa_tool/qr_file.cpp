#include "mfa_tool/qr_file.hpp"

#include "mfa_tool/new_file.hpp"

namespace mfa::tool {

Result<> write_qr_file(const std::string& path, const present::QrModules& code) {
    const SecretBuffer picture = TRY(path.ends_with(".svg") ? qr_as_svg(code) : qr_as_png(code));
    return write_new_file(path, picture.view());
}

} // namespace mfa::tool
