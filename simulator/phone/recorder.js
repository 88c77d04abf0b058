import { html, useEffect, useRef, useState } from './vendor/preact.js';
import { IconButton } from './icons.js';
import { durationOf } from './view.js';

const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

/** `onRecord` gets the file, `onFail` an error text. */
export function Recorder({ onRecord, onFail }) {
	const recording = useRef();
	const [seconds, setSeconds] = useState();
	const isOn = seconds !== undefined;
	useEffect(() => {
		if (!isOn) return undefined;
		const clock = setInterval(() => setSeconds((value) => value + 1), 1000);
		return () => clearInterval(clock);
	}, [isOn]);
	useEffect(() => () => recording.current?.cancel(), []);

	const start = async () => {
		let sound;
		try {
			sound = await navigator.mediaDevices.getUserMedia({ audio: true });
		} catch {
			onFail('No microphone: send an audio file with the plus button instead');
			return;
		}
		const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
		const recorder = new MediaRecorder(sound, { mimeType });
		const chunks = [];
		let wanted = true;
		recorder.ondataavailable = (event) => chunks.push(event.data);
		recorder.onstop = () => {
			sound.getTracks().forEach((track) => track.stop());
			recording.current = undefined;
			if (!wanted) return;
			setSeconds();
			const type = recorder.mimeType.split(';')[0];
			onRecord(new File(chunks, `voice.${type.split('/')[1]}`, { type }));
		};
		const stop = () => recorder.state !== 'inactive' && recorder.stop();
		recording.current = {
			stop,
			cancel: () => {
				wanted = false;
				stop();
			},
		};
		recorder.start();
		setSeconds(0);
	};
	const cancel = () => {
		recording.current?.cancel();
		setSeconds();
	};

	if (!isOn)
		return html`<${IconButton}
			icon="mic"
			label="Record a voice message"
			data-testid="record"
			onClick=${start}
		/>`;
	return html`
		<div class="recording" role="group" aria-label="Recording">
			<${IconButton} icon="trash" label="Discard the recording" onClick=${cancel} />
			<span class="pulse" aria-hidden="true"></span><span>${durationOf(seconds)}</span>
			<${IconButton}
				icon="stop"
				label="Finish the recording"
				class="accent"
				data-testid="record-stop"
				onClick=${() => recording.current?.stop()}
			/>
		</div>
	`;
}
