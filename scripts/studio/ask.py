"""label_studio.py ask: paragraphs → what a language model says of them, as one more annotator."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared import values
from scripts.shared.options import add_output, add_taxonomy
from scripts.shared.progress import bar
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Sequence

    from labels.asking.endpoint import Key
    from labels.asking.prompt import Prompt
    from labels.asking.result import AskedParagraph
    from labels.asking.run import Ran, Settings
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py ask runs/paragraphs.jsonl --endpoint http://127.0.0.1:8000/v1 --model Qwen/Qwen3-8B \\
      --output runs/asked.jsonl
  python scripts/label_studio.py ask runs/paragraphs.jsonl --endpoint http://127.0.0.1:11434/v1 --model qwen3:8b \\
      --price-in 0.15 --price-out 0.6 --dry-run
  python scripts/label_studio.py ask runs/labelled.jsonl --endpoint https://llm.example.org/v1 --send-elsewhere \\
      --key-file key --model large --times 3 --temperature 0.7 --output runs/compared.jsonl

The model is an annotator called llm:NAME@PROMPT: agreement, adjudicate, doubtful and train.py read what is written as
they read people's labels. A labelled file may be given too: its labels stay, and the model stands beside its
annotators. Each answer is kept as it comes (OUTPUT.work); the same command goes on where it was ended.
"""


def add_ask(commands: "Commands") -> None:
    """Describe `ask`."""
    parser = options.add_command(commands, "ask", "ask a language model for labels, as one more annotator", EPILOG, ask)
    options.add_paragraphs(parser, "paragraphs")
    server = parser.add_argument_group("the server")
    server.add_argument(
        "--endpoint",
        required=True,
        metavar="URL",
        help="address of an OpenAI-compatible server (vLLM, Ollama, llama.cpp, transformers serve, …)",
    )
    server.add_argument("--model", required=True, metavar="NAME", help="name by which that server knows the model")
    server.add_argument(
        "--send-elsewhere",
        action="store_true",
        help="confirm that the paragraphs may be sent to that server, though it is not on this machine",
    )
    server.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        help="file of mode 600 that holds the server's key (default: the variable ZHENGBIAO_LLM_KEY, or no key)",
    )
    _add_questions(parser)
    _add_limits(parser)
    add_output(parser, "FILE.jsonl", "labelled file to write", default="none, with --dry-run alone")
    parser.add_argument("--again", action="store_true", help="ask once more what an earlier run left open")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="print the whole prompt of the first paragraph, the tokens and what they cost, and ask nobody",
    )
    add_taxonomy(parser)


def _add_questions(parser: "ArgumentParser") -> None:
    asked = parser.add_argument_group("what is asked")
    asked.add_argument(
        "--language", choices=("zh", "en"), default="zh", help="language of the guide (default: %(default)s)"
    )
    asked.add_argument(
        "--times",
        type=values.up_to(99),
        default=1,
        metavar="N",
        help="answers asked of each paragraph; labels are those of most of them (default: %(default)s)",
    )
    asked.add_argument(
        "--temperature",
        type=values.from_0_to(2),
        default=0.0,
        metavar="X",
        help="how freely the model answers, from 0 to 2 (default: %(default)s)",
    )
    asked.add_argument(
        "--answer-tokens",
        type=values.up_to(1_000_000),
        default=1_024,
        metavar="N",
        help="most tokens of an answer, thoughts included (default: %(default)s)",
    )


def _add_limits(parser: "ArgumentParser") -> None:
    limits = parser.add_argument_group("limits")
    limits.add_argument(
        "--at-once", type=values.up_to(1_024), default=4, metavar="N", help="questions at once (default: %(default)s)"
    )
    limits.add_argument(
        "--tokens-a-minute", type=values.positive, metavar="N", help="most tokens a minute (default: any number)"
    )
    for way, word in (("in", "sent"), ("out", "that come back")):
        limits.add_argument(
            f"--price-{way}",
            type=values.from_0_to(1_000_000),
            default=0.0,
            metavar="X",
            help=f"price of a million tokens {word} (default: %(default)s)",
        )
    limits.add_argument(
        "--budget",
        type=values.from_0_to(1e9),
        metavar="X",
        help="most money that all runs with this output may cost together (default: any sum)",
    )
    limits.add_argument(
        "--timeout",
        type=values.seconds,
        default=300.0,
        metavar="SECONDS",
        help="time for one answer (default: %(default)s)",
    )
    limits.add_argument(
        "--patience",
        type=values.seconds,
        default=180.0,
        metavar="SECONDS",
        help="time for which a server that does not answer is asked again (default: %(default)s)",
    )


def ask(arguments: Namespace) -> None:
    """Ask, write the labelled file, and say what was left open."""
    from labels.asking.endpoint import read_key
    from labels.asking.estimate import foretold
    from labels.asking.prompt import make_prompt
    from labels.asking.run import read_to_ask
    from labels.labelled import write_labelled
    from labels.taxonomy import Taxonomy
    from storage.errors import AskingFailed, BadSettings
    from storage.whole_files import work_of

    taxonomy = Taxonomy.load(arguments.taxonomy)
    prompt = make_prompt(taxonomy, arguments.language)
    key = read_key(arguments.key_file)
    settings = _settings(arguments, key)
    paragraphs = read_to_ask(arguments.paragraphs, taxonomy, arguments.times)
    if arguments.dry_run:
        texts = [one.row.text for one in paragraphs]
        print(foretold(texts, settings.times, prompt, settings.prices))
        return
    if arguments.output is None:
        raise BadSettings(
            "No --output arrived. Expected the labelled file to write, beside which answers are kept; give it."
        )
    ran = _run(arguments, paragraphs, prompt, settings, key=key)
    for line in ran.lines(settings.prices):
        commandline.say(line)
    answered = len(paragraphs) - ran.outcome.left_open.total()
    if not answered:
        raise AskingFailed(
            f"No paragraph was answered, so {arguments.output} is not written. Expected some answers; see in "
            f"{work_of(arguments.output)} what came, mend it, and give --again."
        )
    write_labelled(arguments.output, ran.outcome.rows)
    print(f"{answered} of {number_of(len(paragraphs), 'paragraph')} answered. Wrote {arguments.output}")


def _run(
    arguments: Namespace, paragraphs: "Sequence[AskedParagraph]", prompt: "Prompt", settings: "Settings", *, key: "Key"
) -> "Ran":
    """Ask with a bar that counts the questions."""
    from labels.asking.run import run
    from storage.whole_files import work_of

    work = work_of(arguments.output)
    if not settings.endpoint.here:
        commandline.say(
            f"the guide and the sentences of up to {number_of(len(paragraphs), 'paragraph')}, and nothing else of the "
            f"file, are sent to {settings.endpoint.url}"
        )
    with commandline.keeping(work, "the same command goes on from there"), bar("answers", 0) as shown:

        def begin(count: int) -> "Callable[[], None]":
            shown.reset(count)

            def settled() -> None:
                shown.update()

            return settled

        return run(
            paragraphs,
            prompt,
            settings,
            key=key,
            work=work,
            again=arguments.again,
            say=commandline.say,
            begin=begin,
        )


def _settings(arguments: Namespace, key: "Key") -> "Settings":
    from labels.asking.annotator import check_model
    from labels.asking.chat import Asked
    from labels.asking.endpoint import endpoint_of
    from labels.asking.replies import Prices
    from labels.asking.run import Settings

    model = check_model(arguments.model)
    return Settings(
        endpoint_of(arguments.endpoint, arguments.send_elsewhere or arguments.dry_run, key),
        Asked(model, arguments.temperature, arguments.answer_tokens, arguments.timeout),
        times=arguments.times,
        at_once=arguments.at_once,
        tokens_a_minute=arguments.tokens_a_minute,
        prices=Prices(arguments.price_in, arguments.price_out),
        budget=arguments.budget,
        patience=arguments.patience,
    )
