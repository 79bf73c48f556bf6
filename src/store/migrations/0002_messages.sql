CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`text` text NOT NULL,
	`position` real NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `message_task_idx` ON `messages` (`task_id`,`position`);--> statement-breakpoint
ALTER TABLE `tasks` ADD `permission_mode` text;--> statement-breakpoint
ALTER TABLE `tasks` ADD `budget_usd` real;--> statement-breakpoint
ALTER TABLE `tasks` ADD `auto_resume` integer DEFAULT false NOT NULL;