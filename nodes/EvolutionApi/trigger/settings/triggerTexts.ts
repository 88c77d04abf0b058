import type { TriggerPanelDefinition } from 'n8n-workflow';

// What the editor says of the trigger beside its fields: where to look if no event comes. n8n shows the same text for every
// Connection.

/** While the workflow waits for a test event: one line above the node. */
export const waitingText =
	'Send a message to this number now. Nothing arrives? Run System → Check Setup to find out why. With Connection → WebSocket, the server need not reach n8n.';

/** When the workflow was activated. */
export const activatedText =
	'Your workflow now runs on every new event of this instance. Nothing arrives? Run System → Check Setup of the Evolution API node to find out why.';

const BUILDING =
	"<b>While building your workflow</b>, click the 'execute step' button, then send a message to this number from another phone, or cause another event.";
const NOTHING_COMES =
	'<b>Nothing arrives?</b> Evolution API may not reach n8n. Run <i>System → Check Setup</i> of the Evolution API node to find out why. With <i>Options → Connection → WebSocket</i>, the server need not reach n8n.';

const help = (automatically: string) =>
	[BUILDING, automatically, NOTHING_COMES].join('<br /> <br /> ');

/** Under "When will this node trigger my flow?". */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Listen for a WhatsApp event',
	executionsHelp: {
		active: help(
			'<b>Your workflow also executes automatically</b>, since it\'s activated. These executions show up in the <a data-key="executions">executions list</a>.',
		),
		inactive: help(
			'<b>Once you\'re happy with your workflow</b>, publish or activate it: then every event executes it. These executions show up in the <a data-key="executions">executions list</a>.',
		),
	},
};
