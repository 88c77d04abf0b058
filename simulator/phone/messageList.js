import { html, useLayoutEffect, useRef, useState } from './vendor/preact.js';
import { Bubble } from './bubble.js';
import { Icon } from './icons.js';
import { Empty } from './parts.js';
import { isMine } from './people.js';
import { rowsOf } from './view.js';

const NEAR_PX = 80;

/** The list stays at the end while the person reads there, and doesn't move when older messages are added above. */
export function MessageList({
	messages,
	loaded,
	chat,
	instance,
	speaker,
	names,
	actions,
	onEarlier,
}) {
	const box = useRef();
	const place = useRef({ atEnd: true, height: 0, first: undefined });
	const [news, setNews] = useState(false);
	const toEnd = () => {
		box.current.scrollTop = box.current.scrollHeight;
		setNews(false);
	};
	useLayoutEffect(() => {
		const { scrollHeight } = box.current;
		const { atEnd, height, first } = place.current;
		if (atEnd) toEnd();
		else if (
			first &&
			first !== messages[0]?.id &&
			messages.some((message) => message.id === first)
		) {
			box.current.scrollTop += scrollHeight - height;
		} else if (messages.length) setNews(true);
		place.current = { atEnd, height: scrollHeight, first: messages[0]?.id };
	}, [messages]);
	useLayoutEffect(() => {
		// Pictures and a growing text field change the height later. The list still stays at the end.
		const watcher = new ResizeObserver(() => place.current.atEnd && toEnd());
		watcher.observe(box.current);
		watcher.observe(box.current.firstElementChild);
		return () => watcher.disconnect();
	}, []);
	const onScroll = () => {
		const { scrollHeight, scrollTop, clientHeight } = box.current;
		place.current.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
		if (place.current.atEnd) setNews(false);
	};
	return html`
		<div class="stream-frame">
			<div
				class="stream"
				ref=${box}
				onScroll=${onScroll}
				tabindex="0"
				role="log"
				aria-live="off"
				aria-label="Messages"
			>
				<ol>
					${onEarlier &&
					html`<li class="earlier">
						<button type="button" class="chip" data-testid="earlier" onClick=${onEarlier}>
							Show earlier messages
						</button>
					</li>`}
					${loaded &&
					!messages.length &&
					html`<li>
						<${Empty} title="No messages yet"
							>Write below: the message arrives at <b>${instance.name}</b> and starts the workflows
							that listen to it.<//
						>
					</li>`}
					${rowsOf(messages).flatMap(({ message, day, first }) => [
						day && html`<li key=${`day ${message.id}`} class="day"><span>${day}</span></li>`,
						html`<${Bubble}
							key=${message.id}
							message=${message}
							first=${first}
							mine=${isMine(message, speaker, chat.isGroup)}
							named=${chat.isGroup && !isMine(message, speaker, true)}
							speaker=${speaker}
							names=${names}
							actions=${actions}
						/>`,
					])}
				</ol>
			</div>
			${news &&
			html`<button type="button" class="chip to-end" onClick=${toEnd}>
				<${Icon} name="down" size=${16} /> New messages
			</button>`}
		</div>
	`;
}
