/** What is wrong with a template, or with what it does, in the words of Go's text/template. */
export class TemplateError extends Error {}

/** Ends the evaluation of a template that takes too long or writes too much. */
export class TemplateLimit extends TemplateError {}
