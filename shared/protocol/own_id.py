"""By what id a message that must arrive is acknowledged."""

from shared.protocol.answers import AnswerSubmit
from shared.protocol.deployment import DeployReport
from shared.protocol.messages import AnyMessage
from shared.protocol.questions import Query
from shared.protocol.rollout import ShadowReport


def own_id(message: AnyMessage) -> str:
    """The one id in a message of a node or an app; "" where it has none, or several."""
    match message:
        case Query(query_id=found):
            return found
        case DeployReport(report_id=found) | ShadowReport(report_id=found):
            return found
        case AnswerSubmit(answers=(answer,)):
            return answer.answer_id
        case _:
            return ""
