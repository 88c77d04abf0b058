/**
 * What newer versions of n8n read of a node's description, and n8n-workflow 2.0, which we build with, has no type for.
 * Older ones ignore it. In the description it is spread, since a literal may only have what the type has.
 */
export interface NewerDescription {
	/** For AI that builds workflows. */
	readonly builderHint: {
		/** Beside the node in what a search finds, and above its type. On one line. */
		readonly searchHint: string;
		readonly relatedNodes?: ReadonlyArray<{
			readonly nodeType: string;
			readonly relationHint: string;
		}>;
		/** Above its type, line by line. */
		readonly extraTypeDefContent: ReadonlyArray<{ readonly content: string }>;
	};
	/**
	 * Paths below the JSON of an item, `a.b` or `a[*].b`. n8n shows nobody what is there, but hands it to the next node.
	 * It counts for each operation, so no path may be one that is harmless elsewhere.
	 */
	readonly sensitiveOutputFields: readonly string[];
}
