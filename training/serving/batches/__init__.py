"""Many rows at once: asked by page or API, answered by work of the queue, read under the policy."""
