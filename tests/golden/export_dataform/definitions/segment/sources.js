// Segment's raw tables. Declared elsewhere already? Set declare_sources: false in the configuration.

declare({
  schema: "javascript",
  name: "tracks"
});

declare({
  schema: "javascript",
  name: "pages"
});

declare({
  schema: "javascript",
  name: "identifies"
});

declare({
  schema: "javascript",
  name: "_open"
});

declare({
  schema: "javascript",
  name: "order_completed"
});

declare({
  schema: "javascript",
  name: "form_submitted"
});
