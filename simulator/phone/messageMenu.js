import { html, useRef, useState } from './vendor/preact.js';
import { useDismiss } from './hooks.js';
import { Icon, IconButton } from './icons.js';
import { jidOf, previewOf } from './view.js';

/** Width of the menu (as in the style sheet), and its smallest distance from the edge, both in pixels. */
const WIDTH = 306;
const MARGIN = 10;

const REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '🔥'];

export function MessageMenu({ message, mine, speaker, actions }) {
	const [open, setOpen] = useState(false);
	const [place, setPlace] = useState({ above: false, left: 0 });
	const box = useRef();
	useDismiss(open, box, () => setOpen(false));
	const then = (action) => () => {
		setOpen(false);
		action();
	};
	const toggle = () => {
		const { top, left } = box.current.getBoundingClientRect();
		const edge = box.current.closest('.stream').getBoundingClientRect().right - MARGIN - WIDTH;
		setPlace({ above: top > innerHeight * 0.55, left: Math.min(0, edge - left) });
		setOpen(!open);
	};
	const own = (message.reactions ?? []).find(({ sender }) => jidOf(sender) === speaker.jid)?.emoji;
	const items = [
		{ icon: 'reply', label: 'Reply', run: () => actions.reply(message) },
		message.text && { icon: 'copy', label: 'Copy text', run: () => actions.copy(message.text) },
		mine &&
			message.kind === 'text' && { icon: 'edit', label: 'Edit', run: () => actions.edit(message) },
		// Phones have encrypted edits since May 2026.
		mine &&
			message.kind === 'text' && {
				icon: 'edit',
				label: 'Edit as older phones do',
				run: () => actions.edit(message, true),
			},
		mine && { icon: 'trash', label: 'Delete for everyone', run: () => actions.remove(message) },
	].filter(Boolean);
	return html`
		<div class=${`menu-anchor ${open ? 'open' : ''}`} ref=${box}>
			<${IconButton}
				icon="down"
				size=${18}
				class="more"
				label=${`Actions for: ${previewOf(message)}`}
				aria-expanded=${open ? 'true' : 'false'}
				data-testid="message-menu"
				onClick=${toggle}
			/>
			${open &&
			html`<div class=${`menu ${place.above ? 'above' : ''}`} style=${{ left: `${place.left}px` }}>
				<div class="quick" role="group" aria-label="React">
					${REACTIONS.map(
						(emoji) =>
							html`<button
								type="button"
								aria-label=${`React with ${emoji}`}
								aria-pressed=${own === emoji ? 'true' : 'false'}
								onClick=${then(() => actions.react(message, own === emoji ? '' : emoji))}
							>
								${emoji}
							</button>`,
					)}
				</div>
				${items.map(
					(item) =>
						html`<button type="button" class="menu-item" onClick=${then(item.run)}>
							<${Icon} name=${item.icon} size=${18} />${item.label}
						</button>`,
				)}
			</div>`}
		</div>
	`;
}
