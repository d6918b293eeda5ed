"""Every refusal in one catalogue: a stable code, a status, words, and whether trying again can help (RFC 9457).

`raise Problem("not-found")`. Codes are never renamed or reused. The words are the Chinese source; the reader's
language is chosen where the problem is rendered.
"""

from typing import NamedTuple

import msgspec

from server.lib.i18n import N_, translate

MEDIA_TYPE = "application/problem+json"


class FieldError(msgspec.Struct):
    """A bad field: `path` in the sender's JSON (`body.checks[0].items`), `message` for people."""

    path: str
    message: str


class Kind(NamedTuple):
    status: int
    title: str
    detail: str
    retry: bool = False


CATALOGUE: dict[str, Kind] = {
    # The request as a whole
    "unreadable-body": Kind(400, N_("看不懂这个请求"), N_("请求的内容不是完整的 JSON。请检查后再发。")),
    "site-required": Kind(400, N_("要指明小区"), N_("您负责几个小区，请用 site 说明是哪一个。")),
    "unauthorized": Kind(401, N_("需要登录"), N_("请登录后再来，手机里的内容不会动。")),
    "token-revoked": Kind(401, N_("需要再登录一次"), N_("这台设备的登录已经结束。没传的内容都还在手机里，再登录一次就能上传。")),
    "bad-credentials": Kind(401, N_("用户名或密码不对"), N_("请核对用户名和密码。忘了密码请找前台或主管。")),
    "forbidden": Kind(403, N_("您的岗位不能做这一步"), N_("请找主管，或换有权限的账号。")),
    "sending-only": Kind(403, N_("这台手机只能再上传"), N_("您在这里的工作已经交接。手机里没传的会继续上传，传完就自动退出。")),
    "csrf": Kind(403, N_("页面放得太久了"), N_("请刷新页面再提交一次，您填的内容没有保存。")),
    "not-found": Kind(404, N_("找不到"), N_("没有这一项，或它不属于您的小区。")),
    "method-not-allowed": Kind(405, N_("这里不能这样用"), N_("这个地址不支持这种请求方法。")),
    "conflict": Kind(409, N_("已经有人先改了"), N_("请看一下现在的状态再决定。")),
    "retake-asked": Kind(409, N_("这张照片已经要求补拍了"), N_("还在等手机的回答。要换原因，先撤回再提。")),
    "retake-answered": Kind(409, N_("已经补拍了"), N_("新照片刚刚传到，看一下再决定。")),
    "too-large": Kind(413, N_("一次发得太多"), N_("请分开发：每行不超过 256 KiB，一次不超过 50 行、2 MiB，照片不超过 8 MiB，编号不超过 500 个。")),
    "form-too-large": Kind(413, N_("发来的内容太大"), N_("表格最多 10 MB，其他表单最多 64 KB。请分成几次再提交。")),
    "unsupported-media-type": Kind(415, N_("不收这种格式"), N_("请按约定的格式发，不要压缩内容。")),
    "not-a-photo": Kind(415, N_("这不是照片"), N_("只收 JPEG、PNG 和 WebP 照片，以文件内容为准。")),
    "bad-fields": Kind(422, N_("有几项填得不对"), N_("请按下面的提示改好再提交。")),
    "no-lines": Kind(422, N_("没有内容"), N_("请求里一条上报也没有。")),
    "digest-mismatch": Kind(422, N_("照片内容与编号不符"), N_("收到的字节的摘要与地址里的不同，请重新读取后再传。"), True),
    "undecodable": Kind(422, N_("照片打不开"), N_("照片不完整或已损坏，原样留存了一份，不用再传。主管会看到“照片打不开”。")),
    "too-many-requests": Kind(429, N_("请慢一点"), N_("一下子来得太多，请稍等再试。"), True),
    "too-many-attempts": Kind(429, N_("试的次数太多"), N_("密码错了太多次，请等 15 分钟再试。已登录的设备照常使用。"), True),
    "internal": Kind(500, N_("服务器出了问题"), N_("不是您的问题，已经记下。请稍后再试，手机里的内容不会动。"), True),
    "unavailable": Kind(503, N_("服务器暂时收不了"), N_("稍后会自动再试，您不用管。"), True),
    "no-space": Kind(507, N_("服务器的硬盘满了"), N_("先不要删手机里的内容，腾出空间后会自动再传。"), True),
    # Why a line waits in quarantine
    "unreadable-line": Kind(422, N_("这一条看不懂"), N_("内容原样留存，主管会处理。")),
    "invalid-report": Kind(422, N_("这一条有缺项或填法不对"), N_("内容原样留存，主管会处理。")),
    "unknown-kind": Kind(422, N_("还不认识这种上报"), N_("内容原样留存，服务器升级后会自动处理。")),
    "unknown-site": Kind(422, N_("没有这个小区"), N_("内容原样留存，主管会处理。")),
    "unknown-point": Kind(422, N_("没有这个点位"), N_("内容原样留存，主管会改成正确的点位。")),
    "unknown-unit": Kind(422, N_("没有这套房屋"), N_("内容原样留存，主管会改成正确的房屋。")),
    "unknown-asset": Kind(422, N_("没有这个检查对象"), N_("内容原样留存，主管会处理。")),
    "unknown-checklist": Kind(422, N_("没有这一版检查表"), N_("内容原样留存，主管会改成正确的版本。")),
    "unknown-item": Kind(422, N_("检查表里没有这一项"), N_("内容原样留存，主管会处理。")),
    "unknown-order": Kind(422, N_("没有这张工单"), N_("内容原样留存，主管会处理。")),
    "unknown-key": Kind(422, N_("没有这把钥匙"), N_("内容原样留存，主管会改成正确的钥匙。")),
    "unknown-incident": Kind(422, N_("没有这个事件"), N_("内容原样留存，主管会处理。")),
    "not-the-sender": Kind(422, N_("上报人不是登录的人"), N_("内容原样留存，主管会处理。")),
    "not-a-member": Kind(422, N_("上报人不在这个小区"), N_("内容原样留存，主管会处理。")),
    "role-not-allowed": Kind(422, N_("这个岗位不能做这一步"), N_("内容原样留存，主管会处理。")),
    "not-your-report": Kind(422, N_("不能补充别人的上报"), N_("内容原样留存，主管会处理。")),
    "id-taken": Kind(409, N_("同一编号有两份不同的内容"), N_("先到的一份照常有效，这一份也留着，由主管决定。")),
    "not-applied": Kind(422, N_("这一条没能处理"), N_("内容原样留存，主管会处理。")),
    # A stored step that no longer fits
    "step-not-applied": Kind(409, N_("工单已经变了"), N_("这一步没有生效，但已记在工单的经过里。")),
}


class Problem(Exception):
    """A named refusal. `values` fill the words, `extras` are further members of the problem object."""

    def __init__(
        self,
        code: str,
        *,
        errors: list[FieldError] | None = None,
        detail: str | None = None,
        headers: dict[str, str] | None = None,
        **extras: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.kind = CATALOGUE[code]
        self.errors = errors or []
        self.detail = detail or self.kind.detail
        self.extras = extras
        self.headers = dict(headers or {})
        if self.kind.status == 401:
            self.headers.setdefault("WWW-Authenticate", "Bearer")
        if self.kind.status in (429, 503, 507):
            self.headers.setdefault("Retry-After", "60")

    def render(self, language: str) -> dict[str, object]:
        """The problem object in a language."""
        return render(self.code, language, errors=self.errors, detail=self.detail, **self.extras)


def render(
    code: str, language: str, *, errors: list[FieldError] | None = None, detail: str | None = None, **extras: object
) -> dict[str, object]:
    """`{type, title, status, detail, code, retry, errors?, …}` (protocol, conventions)."""
    kind = CATALOGUE[code]
    problem: dict[str, object] = {
        "type": f"/problems/{code}",
        "title": translate(language, kind.title),
        "status": kind.status,
        "detail": translate(language, detail or kind.detail),
        "code": code,
        "retry": kind.retry,
    }
    if errors:
        problem["errors"] = [
            {"path": error.path, "message": translate(language, error.message)} for error in errors
        ]
    problem.update(extras)
    return problem
