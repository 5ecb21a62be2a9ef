"""Say how far a training is, and how good."""

import time
from collections.abc import Callable
from typing import Any

from transformers import TrainerCallback

Say = Callable[[str], None]


class Progress(TrainerCallback):
    """Say every 15 seconds how far training is, and after each epoch how good."""

    def __init__(self, name: str, say: Say) -> None:
        self._name = name
        self._say = say
        self._began = self._spoken = time.monotonic()
        self._first_step = 0
        self._best = -1.0
        self.best_epoch = 0

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Remember where this run starts: it may resume an earlier one."""
        self._began = self._spoken = time.monotonic()
        self._first_step = state.global_step
        for entry in state.log_history:
            self._remember(entry)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Say how many steps are done and how long the rest will take."""
        now = time.monotonic()
        if now - self._spoken > 15:
            left = (now - self._began) / (state.global_step - self._first_step) * (state.max_steps - state.global_step)
            self._say(f"{self._name}: step {state.global_step}/{state.max_steps}, {left:.0f} s left")
            self._spoken = now

    def on_epoch_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Say that an epoch is done, where no validation will say more."""
        if args.eval_strategy == "no":
            self._say(f"{self._name}: epoch {state.epoch:.0f}/{args.num_train_epochs:.0f}")

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **kwargs: Any) -> None:
        """Say how good the epoch was on the validation reports."""
        if "eval_macro_f1" in metrics:
            self._remember({**metrics, "epoch": state.epoch})
            self._say(
                f"{self._name}: epoch {state.epoch:.0f}/{args.num_train_epochs:.0f}, validation macro-F1 "
                f"{metrics['eval_macro_f1']:.3f}"
            )

    def _remember(self, entry: dict[str, float]) -> None:
        if entry.get("eval_macro_f1", -1.0) > self._best:
            self._best, self.best_epoch = entry["eval_macro_f1"], round(entry["epoch"])
