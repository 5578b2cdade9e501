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
