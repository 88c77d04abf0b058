/**
 * One output, or a named one for each chosen event. n8n evaluates this text wherever it needs the outputs, so it
 * cannot use a function of ours for the names.
 */
export const triggerOutputs =
	`={{ $parameter["outputs"] !== "perEvent" ? ["main"] : $parameter["events"].map((event) => ({ type: "main", displayName: event.toLowerCase().split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ").replace("Qrcode", "QR Code") })) }}` as const;
