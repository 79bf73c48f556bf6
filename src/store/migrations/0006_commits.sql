ALTER TABLE `commits` ADD `branch` text;--> statement-breakpoint
ALTER TABLE `commits` ADD `approved_tree` text;--> statement-breakpoint
ALTER TABLE `commits` ADD `index_before` text;--> statement-breakpoint
ALTER TABLE `commits` ADD `index_after` text;--> statement-breakpoint
ALTER TABLE `commits` ADD `hunks` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `commits` ADD `swept` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `commits` ADD `taken_back_at` integer;--> statement-breakpoint
ALTER TABLE `decisions` ADD `seen` text;--> statement-breakpoint
ALTER TABLE `tasks` ADD `reviewed_commit` text;--> statement-breakpoint
ALTER TABLE `tasks` ADD `reviewed_branch` text;--> statement-breakpoint
ALTER TABLE `tasks` ADD `committing` text;--> statement-breakpoint
ALTER TABLE `turns` ADD `git_before` text;--> statement-breakpoint
ALTER TABLE `turns` ADD `git_after` text;