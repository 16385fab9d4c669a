"""Telling people what went wrong, in the corner of the page."""

from __future__ import annotations

import html

import gradio as gr

from assistant.errors import AssistantError


def warn(error: AssistantError) -> None:
    """Show an error's sentence. It may quote a file's name, so it is escaped."""
    gr.Warning(html.escape(str(error)))


def inform(text: str) -> None:
    """Show a hint."""
    gr.Info(html.escape(text))
